"""Many tills write to one chain at once: dense and whole, because the chain's lock makes them stand in line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.foundation.crowd import at_once, law
from tests.foundation.people import AT, CLERK, OTHER_CLERK
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chain_head, faults
from upgrade_program.foundation.audit.services import record

pytestmark = pytest.mark.django_db(transaction=True)
TILLS, SALES = 8, 10
LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('audit chain ' || NEW.chain, 0));"


def _sell(till: int) -> None:
    for sale in range(SALES):
        with transaction.atomic():
            record(actor=CLERK if sale % 2 else OTHER_CLERK, at=AT, verb="plan.sold", subject=f"plan:{till}:{sale}")
            if sale == 3:
                transaction.set_rollback(True)


def test_two_chains_under_many_tills_stay_dense_and_whole() -> None:
    assert [given for given in at_once(TILLS, _sell) if given] == []
    assert AuditRow.objects.count() == TILLS * (SALES - 1)
    for chain, rows in ((7, TILLS * 4), (8, TILLS * 5)):
        assert chain_head(chain).seq == rows
        assert faults(chain) == []


def test_control_without_the_lock_rows_collide() -> None:
    with _no_lock():
        given: list[Any] = at_once(TILLS, _sell)
    assert "one_audit_row_at_each_place_of_a_chain" in [law(error) for error in given if error]


def test_a_chain_in_use_keeps_no_other_chain_waiting() -> None:
    def other_store(_: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
        record(actor=OTHER_CLERK, at=AT, verb="plan.sold", subject="plan:2")

    with transaction.atomic():
        record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:1")
        assert at_once(1, other_store) == [None]


@contextmanager
def _no_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgname LIKE '%each_audit_row_follows_the_last%'")
        (guarded,) = cursor.fetchone()
        assert LOCK in guarded
        cursor.execute(guarded.replace(LOCK, "").replace("NEW.hash :=", "PERFORM pg_sleep(0.02); NEW.hash :="))
        try:
            yield
        finally:
            cursor.execute(guarded)
