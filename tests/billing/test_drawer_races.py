"""Drawer and sales at the same instant: every payment is in one drawer or in none, and every rupee is accounted for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet, Sum

from stores.clock import local_day, now
from stores.models import Store
from tests.factories.billing import AT, collected
from tests.factories.drawers import CLOSED, COUNTED, OPENED, closed, counted, opened
from upgrade_program.billing import holding
from upgrade_program.billing.drawers import open_drawer_of, outside_of_drawers
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.models import CashMove, Drawer, DrawerLine, Payment
from upgrade_program.billing.refusals import DrawerAlreadyOpen, DrawerCountOld, DrawerNotOpen
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, move_cash, open_drawer
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 6


def outcomes(answers: list[Any]) -> list[str]:
    return sorted("done" if isinstance(answer, Drawer | CashMove) else type(answer).__name__ for answer in answers)


def test_of_eight_openings_one_succeeds(manager: Actor, race: Any) -> None:
    answers = race(*[lambda: opened(manager)] * 8)
    assert outcomes(answers) == ["DrawerAlreadyOpen"] * 7 + ["done"]
    laws = {answer.__cause__.__cause__.diag.constraint_name for answer in answers if isinstance(answer, DrawerAlreadyOpen)}
    assert laws == {"one_open_drawer_a_store"}
    assert race.overlap > 1


def test_of_eight_closings_one_succeeds(manager: Actor, store: Store, race: Any) -> None:
    collected(store=store)
    drawer = counted(manager, opened(manager), 2549)
    answers = race(*[lambda: closed(manager, drawer)] * 8)
    assert outcomes(answers) == ["DrawerNotOpen"] * 7 + ["done"]
    assert race.overlap > 1
    assert DrawerLine.objects.count() == 1


def test_the_control_without_the_lock_the_law_has_to_stop_the_second_closing(
    manager: Actor, store: Store, race: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(store=store)
    drawer = counted(manager, opened(manager), 2549)
    both_have_looked, take_in = threading.Barrier(2, timeout=60), holding.take_in

    def after_both_have_looked(*args: Any, **kwargs: Any) -> Any:
        both_have_looked.wait()
        return take_in(*args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr("upgrade_program.billing.services.drawer.take_in", after_both_have_looked)
    answers = race(*[lambda: closed(manager, drawer)] * 2)
    # Both held the drawer at once: the database stops one of them in the middle, by its law or as a deadlock, with no word for staff.
    assert sorted(isinstance(answer, DatabaseError) for answer in answers) == [False, True]
    assert Drawer.objects.get().cash_in == 549


def test_a_sale_under_way_neither_waits_for_the_closing_nor_is_lost_by_it(manager: Actor, store: Store, race: Any) -> None:
    """Received before the closing, committed after it: the drawer cannot hold it, and the books still show it once."""
    drawer = counted(manager, opened(manager), 2000)
    received, is_closed = threading.Event(), threading.Event()

    def sells() -> None:
        with transaction.atomic():
            collected(store=store, at=COUNTED - timedelta(seconds=1))
            received.set()
            assert is_closed.wait(25), "the closing waited for the sale"

    def closes() -> Drawer:
        assert received.wait(25)
        done = closed(manager, drawer)
        is_closed.set()
        return done

    _, drawer = race(sells, closes)
    assert drawer.cash_in == 0
    assert not DrawerLine.objects.exists()
    assert outside_of_drawers(store.pk, on=AT.date()).cash == 549
    # The control: whoever asks by the clock alone loses it. It is not among what the drawer summed, and not later than its closing.
    assert not Payment.objects.filter(received_at__gt=CLOSED).exists()


def test_a_move_is_in_the_drawer_or_refused(manager: Actor, race: Any) -> None:
    for place in range(5):
        start = OPENED + timedelta(days=place)
        drawer = counted(manager, opened(manager, at=start), 2000, at=start + timedelta(hours=9))

        def move(drawer: Drawer = drawer, start: Any = start) -> CashMove:
            return move_cash(
                actor=manager, drawer_id=drawer.pk, kind=MoveKind.BANK, amount=Decimal(500), reason="bag", at=start + timedelta(hours=8)
            )

        def close(drawer: Drawer = drawer, start: Any = start) -> Drawer:
            return closed(manager, drawer, reason="bag not yet written", at=start + timedelta(hours=10))

        moved, shut = race(move, close)
        assert isinstance(shut, Drawer)
        assert shut.taken == (500 if isinstance(moved, CashMove) else 0)
        assert isinstance(moved, CashMove | DrawerNotOpen)


@pytest.fixture
def trade(store: Store, manager: Actor, race: Any) -> Callable[[], int]:
    """Six tills sell while a manager counts, closes and opens without pause; gives the number of closings."""

    def run() -> int:
        open_drawer(actor=manager, opening=Decimal(0), at=now(), on=local_day(now()))
        still_selling = threading.Semaphore(0)

        def sells() -> None:
            try:
                for _ in range(8):
                    collected(store=store, at=now())
            finally:
                still_selling.release()

        def closes() -> int:
            closings = ended = 0
            while ended < TILLS:
                ended += still_selling.acquire(blocking=False)
                drawer = open_drawer_of(store.pk)
                assert drawer is not None
                count_drawer(actor=manager, drawer_id=drawer.pk, counted=Decimal(0), at=now())
                try:
                    close_drawer(actor=manager, drawer_id=drawer.pk, reason="sales went on", at=now())
                except DrawerCountOld:
                    continue
                open_drawer(actor=manager, opening=Decimal(0), at=now(), on=local_day(now()))
                closings += 1
            return closings

        answers = race(*[sells] * TILLS, closes)
        assert answers[:-1] == [None] * TILLS
        return int(answers[-1])

    return run


def accounted_for(store: Store) -> Decimal:
    """Cash in closed drawers, in the open one, and outside of all."""
    still_open = open_drawer_of(store.pk)
    assert still_open is not None
    shut = Drawer.objects.filter(closed_at__isnull=False).aggregate(cash=Sum("cash_in"))["cash"] or Decimal(0)
    return shut + holding.holding(still_open, at=now()).cash_in + outside_of_drawers(store.pk, on=local_day(now())).cash


def test_every_rupee_is_accounted_for_once(store: Store, trade: Callable[[], int]) -> None:
    closings = trade()
    taken = Payment.objects.aggregate(cash=Sum("amount"))["cash"]
    print(f"{Payment.objects.count()} sales, {closings} closings, {DrawerLine.objects.count()} payments in closed drawers")
    assert closings > 0
    assert taken == 549 * TILLS * 8
    assert accounted_for(store) == taken


def test_the_control_summing_by_the_clock_without_lines_loses_sales_or_doubles_them(store: Store, manager: Actor) -> None:
    """A drawer that sums what it sees between two instants, and the next one from there on: a sale under way falls between them."""
    first, until = opened(manager), CLOSED
    with transaction.atomic():
        collected(store=store, at=COUNTED)
        seen_from_outside: list[int] = []

        def look() -> None:
            try:
                seen_from_outside.append(Payment.objects.filter(received_at__range=(first.opened_at, until)).count())
            finally:
                connection.close()

        looker = threading.Thread(target=look)
        looker.start()
        looker.join(60)
    in_the_next = Payment.objects.filter(received_at__gt=until).count()
    assert (seen_from_outside, in_the_next) == ([0], 0), "the clock alone counts it nowhere"
