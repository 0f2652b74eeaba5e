"""The trail is only added to; the database says so by name, and has no back door."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.foundation.crowd import law
from tests.foundation.people import AT, CLERK
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chain_head, faults
from upgrade_program.foundation.audit.services import record

pytestmark = pytest.mark.django_db
HOSTILE = [
    "UPDATE audit_auditrow SET reason = 'other'",
    "UPDATE audit_auditrow SET hash = hash",
    "DELETE FROM audit_auditrow",
    "INSERT INTO audit_auditrow SELECT * FROM audit_auditrow ON CONFLICT (id) DO UPDATE SET reason = 'other'",
]


@pytest.fixture(autouse=True)
def _a_row() -> None:
    record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:17", reason="as it was")


def _refused(statement: str) -> str | None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return law(refused.value)


@pytest.mark.parametrize("statement", HOSTILE)
def test_a_row_is_never_changed_or_removed(statement: str) -> None:
    head = chain_head(7)
    assert _refused(statement) == "audit_rows_are_only_added"
    assert AuditRow.objects.get().reason == "as it was"
    assert chain_head(7) == head
    assert faults(7) == []


@pytest.mark.parametrize("statement", HOSTILE[:3])
def test_no_setting_of_a_session_opens_a_back_door(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgrelid = 'audit_auditrow'::regclass AND NOT tgisinternal")
        (triggers,) = cursor.fetchone()
        assert "audit_rows_are_only_added" in triggers
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [triggers])
    assert _refused(statement) == "audit_rows_are_only_added"
    assert AuditRow.objects.get().reason == "as it was"
    record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:18")
    assert chain_head(7).seq == 2
    assert faults(7) == []
