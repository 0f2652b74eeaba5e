"""A lock that is held, a deadlock, a statement that takes too long: no try of the message's, until it is an hour old."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.foundation.outbox import ears
from tests.foundation.outbox.ears import BREAKS, HERE, Sold, heard
from tests.foundation.people import AT
from upgrade_program.foundation.outbox import batches, services
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.patience import TRIES
from upgrade_program.foundation.outbox.services import deliver_due, record_all

LOCKED, ALL_LOCKED = f"{HERE}.write_locked", f"{HERE}.write_all_locked"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _routes(settings: Settings) -> None:
    settings.OUTBOX_ROUTES, settings.OUTBOX_BATCHES = {"test.sold": [LOCKED]}, {}
    ears.calls.clear()


def tell(*plans: int) -> None:
    with transaction.atomic():
        record_all([Sold(plan) for plan in plans], at=AT)


@contextmanager
def held() -> Iterator[None]:
    """Somebody else keeps the lock that the subscribers ask for."""
    taken, done = threading.Event(), threading.Event()

    def keep() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ears.LOCK])
            taken.set()
            done.wait(30)
        connection.close()

    keeper = threading.Thread(target=keep)
    keeper.start()
    assert taken.wait(60)
    try:
        yield
    finally:
        done.set()
        keeper.join(60)


def standing(*plans: int) -> list[tuple[int, Any, bool]]:
    """Of each message: its tries, how long after AT it is due, whether it is parked."""
    rows = Message.objects.filter(cause__in=[f"plan:{plan}:sold" for plan in plans]).order_by("id")
    return [(row.attempts, row.due_at - AT, row.parked_at is not None) for row in rows]


def test_a_lock_that_does_not_come_puts_it_off_for_as_long_as_it_has_waited_and_is_no_try() -> None:
    tell(17)
    with held():
        deliver_due(at=AT)
        assert standing(17) == [(0, 5 * SECOND, False)]
        for waited, due in ((5, 10), (10, 20), (20, 40), (40, 80)):
            deliver_due(at=AT + waited * SECOND)
            assert standing(17) == [(0, due * SECOND, False)]
    assert heard() == []
    assert Message.objects.get().last_error.startswith(f"{LOCKED}: OperationalError at ")
    deliver_due(at=AT + 80 * SECOND)
    assert (heard(), Message.objects.get().delivered_at) == ([17], AT + 80 * SECOND)


def test_control_where_the_load_counts_it_is_a_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "busy", lambda _: False)
    tell(17)
    with held():
        deliver_due(at=AT)
    assert standing(17) == [(1, 5 * SECOND, False)]


def test_what_is_too_busy_for_an_hour_counts_and_parks_at_the_tenth() -> None:
    tell(17)
    with held():
        deliver_due(at=AT + HOUR - SECOND)
        assert standing(17)[0][0] == 0
        for tries in range(1, TRIES + 1):
            deliver_due(at=Message.objects.get().due_at)
            assert (standing(17)[0][0], standing(17)[0][2]) == (tries, tries == TRIES)
    assert heard() == []


@pytest.mark.parametrize("fault", ["40P01", "55P03", "57014"], ids=["deadlock", "lock", "statement"])
def test_each_way_of_being_busy_is_no_try(settings: Settings, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [f"{HERE}.raise_fault"]}
    monkeypatch.setattr(ears, "fault", fault)
    tell(17)
    deliver_due(at=AT)
    assert standing(17) == [(0, 5 * SECOND, False)]


def test_a_fault_of_its_own_beside_a_busy_one_is_a_try(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [LOCKED, BREAKS]}
    tell(17)
    with held():
        deliver_due(at=AT)
    assert standing(17) == [(1, 5 * SECOND, False)]


class TestMany:
    @pytest.fixture(autouse=True)
    def _batches(self, settings: Settings) -> None:
        settings.OUTBOX_ROUTES, settings.OUTBOX_BATCHES = {}, {"test.sold": [ALL_LOCKED]}

    def test_a_busy_call_is_not_halved_and_all_of_it_is_put_off(self) -> None:
        tell(*range(1, 9))
        with held():
            assert deliver_due(at=AT) == 0
        assert ears.calls == [8]
        assert standing(*range(1, 9)) == [(0, 5 * SECOND, False)] * 8
        assert deliver_due(at=AT + 5 * SECOND) == 8
        assert (heard("all.heard"), ears.calls) == (list(range(1, 9)), [8, 8])

    def test_control_where_the_load_counts_it_is_halved_down_to_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batches, "busy", lambda _: False)
        tell(1, 2)
        with held():
            assert batches.deliver_batches(at=AT) == 0
        assert ears.calls == [2, 1, 1]

    def test_after_an_hour_each_is_told_by_itself_and_counts(self) -> None:
        tell(1, 2)
        with held():
            deliver_due(at=AT + HOUR)
        assert [tries for tries, _, _ in standing(1, 2)] == [1, 1]

    def test_what_was_heard_before_the_load_came_stays_heard_once(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.OUTBOX_BATCHES = {"test.sold": [f"{HERE}.write_all_until_busy"]}
        tell(1, 2, 13, 4)  # the four fail for 13, the first two are heard, then the database is busy
        monkeypatch.setattr(ears, "fault", "55P03")
        assert batches.deliver_batches(at=AT) == 2
        assert standing(13, 4) == [(0, 5 * SECOND, False)] * 2
        monkeypatch.setattr(ears, "fault", "")
        deliver_due(at=AT + 5 * SECOND)
        assert heard("all.heard") == [1, 2, 4]
