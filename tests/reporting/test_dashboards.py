"""The dashboards by hand: figures of days and weeks, what waits, who sold what; as many statements for one sale as for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.models import Store
from tests.buyback.acts import ask_override, grant_override, look, refuse, reverse
from tests.factories.claims import CLEAN, inspected, offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY, sellable, sold
from upgrade_program.foundation.approvals.services import reject
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import BusinessDay
from upgrade_program.plans.services import cancel_plan
from upgrade_program.reporting.dashboard.office import Overrides, office_board
from upgrade_program.reporting.dashboard.shop import ClerkLine, Shop, shop_board
from upgrade_program.reporting.dashboard.trading import Day, trading

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORN = CLEAN | {"display": "minor"}


def heard() -> None:
    while deliver_due(at=AT + DAY):
        pass


def board_of(store: Store) -> Shop:
    return shop_board(store=store, on=TODAY)


def statements(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_days_of_all_stores_and_of_one(clerk: Actor, manager: Actor, other_clerk: Actor, store: Store) -> None:
    phone = sellable()
    for days in (0, 0, 1, 30):
        sold(actor=clerk, variant=phone, at=AT - days * DAY, phone_invoice_number=f"TI/{days}")
    gone = sold(actor=other_clerk, variant=phone)
    cancel_plan(plan=gone, reason="Came back", ground=Ground.PHONE_RETURNED, actor=manager_of(other_clerk), at=AT, on=TODAY)
    done = offered(old_plan(actor=clerk), actor=clerk)
    settled(done, actor=clerk)
    reverse(done, actor=manager)
    heard()
    found = trading(first=TODAY - 29 * DAY, last=TODAY)
    assert found.days[TODAY] == Day(
        **{"sales": 3, "fees": Decimal(1647), "returned": 1, "fees_returned": Decimal(549)},
        **{"exchanges": 1, "exchanged": Decimal(9799), "reversed": 1, "exchanged_back": Decimal(9799)},
    )
    assert (found.sales[-3:], found.exchanges[-2:], len(found.days), found.total.sales) == ([0, 1, 3], [0, 1], 30, 4)
    assert found.total.redeemed == 0
    own = trading(first=TODAY, last=TODAY, store_id=store.pk)
    assert (own.total.sales, own.total.returned) == (2, 0)


def manager_of(clerk: Actor) -> Actor:
    """A manager of the clerk's store, for acts that clerks may not do."""
    from stores.access import actor_for
    from tests.factories.stores import PostingFactory

    posting = PostingFactory(store=Store.objects.get(pk=clerk.store_id), role="manager")
    return actor_for(posting.staff, posting.store, on=TODAY)


def test_head_office_sees_ratio_reasons_overrides_and_what_waits(clerk: Actor, manager: Actor) -> None:
    settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk)
    BusinessDay.objects.create(day=TODAY - 29 * DAY, done_at=AT, expired=2, cancelled=0)
    BusinessDay.objects.create(day=TODAY - 30 * DAY, done_at=AT, expired=50, cancelled=0)
    worn = inspected(old_plan(actor=clerk), actor=clerk, answers=WORN)
    reject(approval_id=ask_override(worn, 200, actor=clerk).pk, actor=manager, at=AT, note="too much")
    grant_override(ask_override(worn, 100, actor=clerk), actor=manager)
    ask_override(worn, 50, actor=clerk, at=AT + timedelta(minutes=1))
    for clause in ("3.2", "3.2", "3.7"):
        refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk, clause=clause)
    look(refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk), upheld=False, actor=manager)
    found = office_board(at=AT + timedelta(hours=2))
    assert (found.first, found.last) == (TODAY - 29 * DAY, TODAY)
    # One redeemed, two expired within the thirty days.
    assert found.ratio == Decimal("33.3")
    assert [reason.count for reason in found.refusals] == [2, 1]
    assert (found.refused, len({reason.words for reason in found.refusals})) == (3, 2)
    assert all(" " in reason.words for reason in found.refusals)
    assert found.overrides == Overrides(asked=3, granted=1, rejected=1)
    assert [(row.kind, row.count, row.since) for row in found.waiting] == [("claim.override", 1, AT + timedelta(minutes=1))]
    assert found.news.waiting > 0
    heard()
    assert office_board(at=AT + timedelta(hours=2)).news.waiting == 0
    sold(actor=clerk)
    assert office_board(at=AT + timedelta(hours=2)).news.oldest_wait == timedelta(hours=2).total_seconds()


def test_without_any_plan_ended_there_is_no_ratio(store: Store) -> None:
    found = office_board(at=AT)
    assert (found.ratio, found.refusals, found.waiting, found.trading.total, found.overrides) == (None, [], [], Day(), Overrides(0, 0, 0))


def test_a_store_sees_its_week_and_who_sold_what(clerk: Actor, manager: Actor, other_clerk: Actor, store: Store) -> None:
    """3 May 2027 is a Monday: the week has one day, and the same day of last week beside it."""
    phone = sellable()
    sold(actor=clerk, variant=phone)
    for number in ("TI/1", "TI/2"):
        sold(actor=manager, variant=phone, phone_invoice_number=number)
    gone = sold(actor=clerk, variant=phone, phone_invoice_number="TI/3")
    cancel_plan(plan=gone, reason="Came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    sold(actor=clerk, variant=phone, at=AT - 7 * DAY, phone_invoice_number="TI/4")
    sold(actor=clerk, variant=phone, at=AT - 6 * DAY, phone_invoice_number="TI/5")
    sold(actor=other_clerk, variant=phone)
    settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk)
    refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    heard()
    board = board_of(store)
    assert (board.monday, board.today.sales, board.week.sales, board.week_before.sales) == (TODAY, 4, 4, 1)
    assert (board.week.returned, board.week.exchanged) == (1, 9799)
    assert board.league == [
        ClerkLine(manager.staff_id or 0, manager.name, sales=2, fees=Decimal(1098)),
        ClerkLine(clerk.staff_id or 0, clerk.name, sales=1, fees=Decimal(549), settled=1),
    ]
    assert board.refused == 1
    assert [(line.name, line.refusals, line.voids) for line in board.exceptions] == [(clerk.name, 1, 0), (manager.name, 0, 1)]
    assert len(board.days.days) == 28
    assert not board.is_empty


def test_a_new_store_is_empty(store: Store) -> None:
    assert board_of(store).is_empty


def test_statements_do_not_grow(clerk: Actor, other_clerk: Actor, manager: Actor, store: Store) -> None:
    phone = sellable()
    sold(actor=clerk, variant=phone)
    refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    heard()
    few = statements(lambda: office_board(at=AT)), statements(lambda: board_of(store))
    for number in ("TI/1", "TI/2", "TI/3"):
        sold(actor=manager, variant=phone, phone_invoice_number=number)
        sold(actor=other_clerk, variant=phone, phone_invoice_number=number)
        refuse(opened(old_plan(actor=manager), actor=manager), actor=manager)
    heard()
    assert (statements(lambda: office_board(at=AT)), statements(lambda: board_of(store))) == few == (8, 10)
