"""The database refuses by name what no service does, even to the tables' owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.foundation.approvals.staff import AT, CLERK, MANAGER, asked
from tests.foundation.crowd import law
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import grant, lapse, reject, withdraw

pytestmark = pytest.mark.django_db
_COLUMNS = [field.column for field in Approval._meta.concrete_fields if not field.primary_key]


def again(**changes: str) -> str:
    """Insert the waiting request once more, about another subject unless said, with changes (SQL)."""
    values = [({"subject": "'claim:99'"} | changes).get(column, column) for column in _COLUMNS]
    return f"INSERT INTO approvals_approval ({', '.join(_COLUMNS)}) SELECT {', '.join(values)} FROM approvals_approval"


def decided(state: str = "granted", **changes: str) -> str:
    """Decide the waiting request as manager 21, with changes (SQL)."""
    written = {"state": f"'{state}'", "decided_by_id": "21", "decided_by_name": "'Vikram'", "decided_at": "now()", "note": "'Seen'"}
    return "UPDATE approvals_approval SET " + ", ".join(f"{column} = {value}" for column, value in (written | changes).items())


def refused(statement: str) -> str | None:
    """The law that refuses the statement; nothing has changed."""
    before = list(Approval.objects.order_by("id").values())
    with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Approval.objects.order_by("id").values()) == before
    return law(no.value)


HOSTILE = [
    ("nobody_approves_their_own", decided(decided_by_id="11")),
    ("nobody_approves_their_own", decided("rejected", decided_by_id="asked_by_id")),
    ("an_approval_state_is_known", "UPDATE approvals_approval SET state = 'perhaps'"),
    ("a_decision_has_person_and_time", "UPDATE approvals_approval SET state = 'granted'"),
    ("a_decision_has_person_and_time", decided(decided_by_id="NULL")),
    ("a_decision_has_person_and_time", decided(decided_by_name="' '")),
    ("a_decision_has_person_and_time", decided(decided_at="NULL")),
    ("a_decision_has_person_and_time", decided("withdrawn")),
    ("a_decision_has_person_and_time", decided("lapsed", decided_by_id="NULL", decided_by_name="''", decided_at="NULL")),
    ("a_decision_has_person_and_time", decided("waiting")),
    ("a_decision_has_person_and_time", again(decided_by_id="21")),
    ("a_decision_has_person_and_time", again(note="'granted by phone'")),
    ("a_rejection_has_a_reason", decided("rejected", note="''")),
    ("a_rejection_has_a_reason", decided("rejected", note="E' \\n'")),
    ("one_waiting_approval_a_kind_and_subject", again(subject="subject")),
    ("an_approval_starts_waiting", again(state="'granted'", decided_by_id="21", decided_by_name="'Vikram'", decided_at="now()")),
    ("an_approval_starts_waiting", again(state="'withdrawn'", decided_at="now()")),
    ("an_approval_needs_a_manager_or_head_office", again(needs="'clerk'")),
    ("a_request_says_who_what_and_why", again(kind="'override'")),
    ("a_request_says_who_what_and_why", again(subject="''")),
    ("a_request_says_who_what_and_why", again(reason="' '")),
    ("a_request_says_who_what_and_why", again(asked_by_name="''")),
    ("approvals_are_never_deleted", "DELETE FROM approvals_approval"),
    *(
        ("what_was_asked_never_changes", f"UPDATE approvals_approval SET {change}")
        for change in (
            "id = id + 1000", "kind = 'claim.extension'", "subject = 'claim:18'", "store_id = NULL", "store_id = 8", "needs = 'headoffice'",
            """facts = '{"amount": "7000.00"}'""", "reason = 'other'", "asked_by_id = 12", "asked_by_name = 'Ravi'",
            "asked_at = asked_at + interval '1 microsecond'",
        )
    ),
    ("what_was_asked_never_changes", decided(facts="""'{"amount": "7000.00"}'""")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "statement"), HOSTILE)
def test_refused_by_name(name: str, statement: str) -> None:
    asked()
    assert refused(statement) == name


@pytest.mark.parametrize("statement", [decided(), decided("rejected"), again()])
def test_control_the_same_statements_without_the_fault_pass(statement: str) -> None:
    asked()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1


@pytest.mark.parametrize("ended", ["granted", "rejected", "withdrawn", "lapsed"])
@pytest.mark.parametrize(
    "statement",
    [
        decided("granted"),
        decided("rejected"),
        "UPDATE approvals_approval SET state = 'waiting', decided_by_id = NULL, decided_by_name = '', decided_at = NULL, note = ''",
        "UPDATE approvals_approval SET note = 'Something else'",
        "UPDATE approvals_approval SET decided_at = decided_at - interval '1 day'",
        "UPDATE approvals_approval SET facts = '{}'",
    ],
)
def test_what_was_decided_stays_decided(ended: str, statement: str) -> None:
    approval, at = asked(), AT + timedelta(hours=1)
    match ended:
        case "granted":
            grant(approval_id=approval.pk, actor=MANAGER, at=at)
        case "rejected":
            reject(approval_id=approval.pk, actor=MANAGER, at=at, note="Too much")
        case "withdrawn":
            withdraw(approval_id=approval.pk, actor=CLERK, at=at)
        case "lapsed":
            lapse(kind=approval.kind, subject=approval.subject, at=at)
    assert refused(statement) == "an_approval_is_decided_once"
    assert refused("DELETE FROM approvals_approval") == "approvals_are_never_deleted"
