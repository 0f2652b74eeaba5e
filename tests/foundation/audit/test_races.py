"""Many tills write to one chain at once: dense and whole, because the chain's lock makes them stand in line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.foundation.crowd import at_once, law
from tests.foundation.people import AT, CLERK, OFFICE, OTHER_CLERK
from upgrade_program.foundation.audit.laws import LOCKS
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chain_head, faults
from upgrade_program.foundation.audit.services import record, record_all

pytestmark = pytest.mark.django_db(transaction=True)
TILLS, SALES = 8, 10
LOCK = f"PERFORM pg_advisory_xact_lock(hashtext('audit chain'), (NEW.chain % {LOCKS})::int);"


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


def test_two_jobs_over_every_store_meet_no_deadlock_and_hold_few_locks() -> None:
    """More chains than a job may hold locks: the lock table of the database is shared by all."""
    stores = range(1, 1001)

    def job(number: int) -> int:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")  # the other may take its time
            subjects = [(store, f"plan:{number}:{store}") for store in (stores if number % 2 else reversed(stores))]
            record_all(actor=OFFICE, at=AT, verb="plan.expired", subjects=subjects, after={"status": "expired"})
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
                return int(cursor.fetchone()[0])

    assert at_once(2, job) == [LOCKS] * 2
    assert {chain_head(store).seq for store in stores} == {2}
    assert [fault for store in (1, 513, 1000) for fault in faults(store)] == []


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
