"""The cash drawer: what it must hold, who may do what, and every refusal with its code and without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from stores.models import Store
from tests.factories.billing import AT, card, cash, collected, credited, invoiced, upi
from tests.factories.drawers import CLOSED, COUNTED, FLOAT, OPENED, closed, counted, opened, whole_day
from upgrade_program.billing.drawers import drawer_for, drawers_of_day, money_after, open_drawer_of, outside_of_drawers
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.holding import frozen, holding
from upgrade_program.billing.models import CashMove, Drawer, DrawerLine
from upgrade_program.billing.services import receive_upi, void_collection
from upgrade_program.billing.services.drawer import count_drawer, move_cash, open_drawer, sum_of_notes
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db
Refuses = Callable[[str], AbstractContextManager[None]]
DAY = AT.date()


def rows() -> list[Any]:
    """All that an act on a drawer may write."""
    return [list(table.objects.order_by("pk").values_list()) for table in (Drawer, DrawerLine, CashMove, AuditRow, Message)]


@pytest.fixture
def refuses() -> Refuses:
    """The block is refused by this code, and has changed nothing."""

    @contextmanager
    def refused(code: str) -> Iterator[None]:
        before = rows()
        with pytest.raises(Refused) as no:
            yield
        assert no.value.code == code
        assert rows() == before

    return refused


def moved(manager: Actor, drawer: Drawer, amount: int, *, kind: MoveKind = MoveKind.BANK, at: Any = AT) -> CashMove:
    return move_cash(actor=manager, drawer_id=drawer.pk, kind=kind, amount=Decimal(amount), reason="evening bag", at=at)


def test_a_day_of_all_methods(clerk: Actor, manager: Actor, store: Store, other_store: Store) -> None:
    yesterday = invoiced(store=store, at=AT - timedelta(days=1))
    drawer = opened(clerk)
    invoiced(store=store)
    invoiced(store=store, tenders=[cash(300), upi("412345678901", 249)])
    invoiced(store=store, tenders=[card()])
    collected(store=store, tenders=[upi()])  # waits: nothing was received
    invoiced(store=other_store)
    credited(invoice=yesterday, at=AT)
    moved(manager, drawer, 500)
    moved(manager, drawer, 100, kind=MoveKind.ADDED)
    drawer = closed(manager, counted(clerk, drawer, 2000 + 549 + 300 - 549 - 500 + 100))
    assert frozen(drawer).sums == {
        "cash_in": 849, "cash_back": 549, "upi_in": 249, "upi_back": 0, "card_in": 549, "card_back": 0,
        "points_in": 0, "points_back": 0, "added": 100, "taken": 500,
    }  # fmt: skip
    assert (drawer.opening, frozen(drawer).expected, drawer.counted, drawer.reason) == (2000, 1900, 1900, "")
    assert (drawer.counted_by_id, drawer.closed_by_id) == (clerk.staff_id, manager.staff_id)
    assert DrawerLine.objects.filter(payment__isnull=False).count() == 4
    assert DrawerLine.objects.filter(refund__isnull=False).count() == 1


def test_an_open_drawer_holds_what_it_would_close_with(clerk: Actor, manager: Actor, store: Store) -> None:
    drawer = opened(clerk)
    invoiced(store=store)
    assert holding(drawer, at=COUNTED).expected == 2549
    assert holding(drawer, at=AT - timedelta(minutes=1)).expected == 2000
    drawer = closed(manager, counted(clerk, drawer, 2549))
    assert holding(drawer, at=COUNTED).sums == frozen(drawer).sums
    assert not Drawer.objects.filter(closed_at__isnull=True).exists()


def test_a_payment_received_late_and_one_given_up(clerk: Actor, manager: Actor, store: Store) -> None:
    drawer = opened(clerk)
    waits = collected(store=store, tenders=[upi()])
    gone = collected(store=store, tenders=[cash(300), upi(amount=249)])
    receive_upi(collection=waits, reference="412345678901", at=AT + timedelta(minutes=3), on=DAY)
    void_collection(collection=gone, at=AT + timedelta(minutes=5))
    drawer = closed(manager, counted(clerk, drawer, 2000))
    sums = frozen(drawer)
    assert (sums.upi_in, sums.cash_in, sums.cash_back, sums.upi_back) == (549, 300, 300, 0)


def test_a_difference_stands_with_its_reason(clerk: Actor, manager: Actor, store: Store, refuses: Refuses) -> None:
    drawer = opened(clerk)
    invoiced(store=store)
    drawer = counted(clerk, drawer, 2539)
    with refuses("reason_required"):
        closed(manager, drawer)
    with refuses("reason_required"):
        closed(manager, drawer, reason="   ")
    drawer = closed(manager, drawer, reason="₹10 coin  rolled away")
    assert (drawer.counted, frozen(drawer).expected, drawer.reason) == (2539, 2549, "₹10 coin rolled away")
    row = AuditRow.objects.get(verb="drawer.closed")
    assert (row.subject, row.chain, row.actor_id, row.reason) == (f"drawer:{drawer.pk}", store.pk, manager.staff_id, "₹10 coin rolled away")
    assert row.after["difference"] == "-10.00"


def test_the_difference_is_told_in_words(clerk: Actor, manager: Actor) -> None:
    drawer = counted(clerk, opened(clerk), Decimal("2010.50"))
    with pytest.raises(Refused) as no:
        closed(manager, drawer)
    assert no.value.field == "reason"
    assert str(no.value).startswith("Counted ₹2,010.50, expected ₹2,000: ₹10.50 is too much.")


def test_every_act_leaves_one_audit_row_and_the_closing_is_news(clerk: Actor, manager: Actor, store: Store) -> None:
    drawer = opened(clerk)
    moved(manager, drawer, 500)
    counted(clerk, counted(clerk, drawer, 1400), 1500, at=COUNTED + timedelta(minutes=1))
    closed(manager, drawer)
    told = AuditRow.objects.filter(chain=store.pk).order_by("seq").values_list("verb", "before", "after")
    assert [verb for verb, _, _ in told] == ["drawer.opened", "drawer.cash_moved", "drawer.counted", "drawer.counted", "drawer.closed"]
    assert list(told)[3][1:] == ({"counted": "1400.00"}, {"counted": "1500", "count": 2})
    news = Message.objects.get(topic="drawer.closed")
    assert (news.payload["store_id"], news.payload["on"]) == (store.pk, "2027-05-03")


def test_one_drawer_is_open_at_a_time(clerk: Actor, manager: Actor, other_clerk: Actor, refuses: Refuses) -> None:
    drawer = opened(clerk)
    with refuses("drawer_open"):
        opened(manager)
    with refuses("drawer_open"):
        opened(clerk, at=OPENED + timedelta(days=1))  # yesterday's is closed first
    opened(other_clerk)
    closed(manager, counted(clerk, drawer, 2000))
    second = opened(clerk, at=CLOSED + timedelta(minutes=1))
    assert open_drawer_of(drawer.store_id) == second
    assert drawers_of_day(drawer.store_id, on=DAY) == [drawer, second]


def test_a_closed_drawer_stays_closed(clerk: Actor, manager: Actor, refuses: Refuses) -> None:
    drawer = whole_day(manager, cash=2000)
    with refuses("drawer_not_open"):
        counted(clerk, drawer, 2100)
    with refuses("drawer_not_open"):
        closed(manager, drawer, reason="again")
    with refuses("drawer_not_open"):
        moved(manager, drawer, 10)


def test_it_is_counted_before_it_closes_and_again_when_cash_moved(clerk: Actor, manager: Actor, store: Store, refuses: Refuses) -> None:
    drawer = opened(clerk)
    with refuses("drawer_not_counted"):
        closed(manager, drawer)
    counted(clerk, drawer, 2000)
    invoiced(store=store, tenders=[upi("412345678901")], at=COUNTED + timedelta(minutes=1))  # not cash: the count still stands
    invoiced(store=store, at=COUNTED + timedelta(minutes=2))
    with refuses("drawer_count_old"):
        closed(manager, drawer, reason="one sale after the count")
    counted(clerk, drawer, 2549, at=COUNTED + timedelta(minutes=3))
    assert closed(manager, drawer).counts == 2


def test_money_after_the_closing_is_outside_and_in_no_drawer(clerk: Actor, manager: Actor, store: Store) -> None:
    invoiced(store=store, at=OPENED - timedelta(minutes=10))
    drawer = whole_day(manager, cash=2000)
    assert not money_after(store.pk, closed_at=CLOSED, on=DAY)
    late = invoiced(store=store, tenders=[cash(300), upi("412345678901", 249)], at=CLOSED + timedelta(minutes=10))
    assert money_after(store.pk, closed_at=CLOSED, on=DAY)
    outside = outside_of_drawers(store.pk, on=DAY)
    assert (outside.count, outside.cash) == (3, 849)
    credited(invoice=late, at=CLOSED + timedelta(minutes=20))
    outside = outside_of_drawers(store.pk, on=DAY)
    assert (outside.count, outside.cash) == (5, 549)
    # The next float was counted with that cash in it: the next drawer does not expect it again.
    following = opened(clerk, at=OPENED + timedelta(days=1))
    assert holding(following, at=CLOSED + timedelta(days=1)).expected == FLOAT
    assert outside_of_drawers(store.pk, on=DAY) == outside
    assert frozen(drawer).cash_in == 0


def test_a_drawer_left_open_closes_the_next_day_with_both_days_money(clerk: Actor, manager: Actor, store: Store) -> None:
    drawer = opened(clerk)
    invoiced(store=store)
    invoiced(store=store, at=AT + timedelta(days=1))
    assert outside_of_drawers(store.pk, on=DAY).count == 0
    tomorrow = timedelta(days=1)
    drawer = closed(manager, counted(clerk, drawer, 3098, at=COUNTED + tomorrow), at=CLOSED + tomorrow)
    assert (drawer.day, frozen(drawer).cash_in) == (DAY, 1098)


def test_who_may_do_what(clerk: Actor, manager: Actor, other_manager: Actor, head_office: Actor, auditor: Actor, refuses: Refuses) -> None:
    drawer = counted(clerk, opened(clerk), 2000)
    with refuses("forbidden"):
        closed(clerk, drawer)
    with refuses("forbidden"):
        moved(clerk, drawer, 100)
    for stranger in (head_office, auditor, SYSTEM):
        with refuses("forbidden"):
            opened(stranger)
        with refuses("forbidden"):
            counted(stranger, drawer, 1)
        with refuses("forbidden"):
            closed(stranger, drawer)
    with refuses("not_found"):
        counted(other_manager, drawer, 1)
    with refuses("not_found"):
        closed(other_manager, drawer)
    with refuses("not_found"):
        moved(other_manager, drawer, 1)
    assert drawer_for(auditor, drawer.pk) == drawer_for(clerk, drawer.pk) == drawer
    with pytest.raises(NotFound):
        drawer_for(other_manager, drawer.pk)


@pytest.mark.parametrize("amount", ["-1", "0.001", "10000000"])
def test_an_amount_is_whole_paise_from_nothing_up(clerk: Actor, manager: Actor, refuses: Refuses, amount: str) -> None:
    with refuses("invalid"):
        opened(clerk, opening=Decimal(amount))
    drawer = opened(clerk, opening=Decimal(0))
    with refuses("invalid"):
        count_drawer(actor=clerk, drawer_id=drawer.pk, counted=Decimal(amount), at=COUNTED)
    with refuses("invalid"):
        move_cash(actor=manager, drawer_id=drawer.pk, kind=MoveKind.BANK, amount=Decimal(amount), reason="bag", at=AT)


def test_cash_is_moved_with_a_reason_and_more_than_nothing(manager: Actor, refuses: Refuses) -> None:
    drawer = opened(manager)
    with refuses("invalid"):
        moved(manager, drawer, 0)
    with refuses("reason_required"):
        move_cash(actor=manager, drawer_id=drawer.pk, kind=MoveKind.BANK, amount=Decimal(1), reason=" ", at=AT)


def test_a_float_is_no_money(clerk: Actor) -> None:
    with pytest.raises(TypeError):
        open_drawer(actor=clerk, opening=2000.0, at=OPENED, on=DAY)  # type: ignore[arg-type]


def test_notes_add_up() -> None:
    assert sum_of_notes({500: 3, 200: 1, 10: 4}, coins=Decimal("7.50")) == Decimal("1747.50")
    assert sum_of_notes({}) == 0
    with pytest.raises(ValueError, match="500"):
        sum_of_notes({2000: 1})
