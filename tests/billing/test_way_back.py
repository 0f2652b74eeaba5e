"""Going back behind withdrawals of tax rates: done while there was none, and otherwise refused before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.recorder import MigrationRecorder

from tests.architecture.test_database_laws import laws
from tests.billing.test_rules_withdrawn import planned, rules, take_back
from tests.factories.billing import tax_rule
from tests.foundation.database.scratch import scratch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch(suffix="way_back") as name:
        yield name


def _done() -> bool:
    return ("billing", "0003_withdrawals") in MigrationRecorder(connection).applied_migrations()


def _back() -> None:
    call_command("migrate", "billing", "0002", verbosity=0)


def test_a_withdrawn_rate_stops_the_way_back_with_what_to_do_and_nothing_is_changed(copy: str) -> None:
    tax_rule()
    gone = take_back(planned())
    before, stood = laws(), rules()
    with pytest.raises(IrreversibleError) as no:
        _back()
    assert str(no.value) == (
        f"billing 0003 is not undone: 1 tax rates were withdrawn before their day (billing_taxrule {gone.pk}), and the schema before "
        "it cannot hold them. Nothing was changed. Restore a backup made before the first of these withdrawals, or stay on billing 0003."
    )
    assert (laws(), rules(), _done()) == (before, stood, True)


def test_control_a_rate_that_was_granted_and_stands_goes_back_and_forward(copy: str) -> None:
    tax_rule()
    planned()
    before, stood = laws(), rules()
    _back()
    assert not _done()
    assert laws() != before
    call_command("migrate", "billing", verbosity=0)
    assert (laws(), rules(), _done()) == (before, stood, True)
