"""The day report adds up, belongs to one store and one day, and costs the same number of statements at 1 and at 30 sales."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.models import StaffUser, Store
from tests.factories.billing import card, cash
from tests.factories.drawers import CLOSED, COUNTED, OPENED, closed, counted, opened, whole_day
from tests.factories.plans import AT, TODAY, sellable, sold, upi
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.queries import chain_head
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_unpaid_plans
from upgrade_program.reporting.day import DayReport, day_report, store_to_report, stores_to_report
from upgrade_program.usecases.sell import take_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Variant:
    return sellable()


def report_of(store: Store, *, on: Any = TODAY, at: Any = CLOSED) -> DayReport:
    return day_report(store=store, on=on, at=at)


def test_a_day_adds_up(clerk: Actor, manager: Actor, other_clerk: Actor, store: Store, phone: Variant, withdraw: Any) -> None:
    yesterdays = sold(actor=clerk, variant=phone, at=AT - timedelta(days=1))
    whole_day(manager, cash=2000, at=OPENED - timedelta(days=1), reason="not counted well")
    drawer = opened(clerk)
    in_cash = sold(actor=clerk, variant=phone)
    sold(actor=clerk, variant=phone, tenders=[cash(300), upi("412345678901", "249")])
    sold(actor=manager, variant=phone, tenders=[card()])
    waits = sold(actor=clerk, variant=phone, tenders=[upi()])
    sold(actor=manager, variant=phone, tenders=[upi()])
    take_payment(actor=manager, number=waits.number, reference="412345678902", at=AT + timedelta(minutes=9), on=TODAY)
    sold(actor=other_clerk, variant=phone)
    for plan in (in_cash, yesterdays):
        withdraw(plan, manager)
    closed(manager, counted(clerk, drawer, 2000 + 549 + 300 - 549 - 549 - 1), reason="a coin")

    report = report_of(store)
    money = report.money
    assert (money.sales, money.price) == (4, 4 * 549)
    assert [(line.label, line.count, line.received, line.given_back, line.net) for line in money.methods] == [
        ("Cash", 2, 849, 1098, -249),
        ("UPI", 2, 798, 0, 798),
        ("Card", 1, 549, 0, 549),
        ("Points", 0, 0, 0, 0),
    ]
    assert (money.points, money.without_points) == (None, 1098)
    assert (money.received, money.given_back, money.net) == (2196, 1098, 1098)
    by_clerk = {line.name: (line.sales, line.price, line.methods) for line in money.clerks}
    names = {actor.staff_id: StaffUser.objects.get(pk=actor.staff_id).name for actor in (clerk, manager)}
    # A payment taken for somebody else's sale counts for who sold.
    assert by_clerk == {names[clerk.staff_id]: (3, 1647, [849, 798, 0, 0]), names[manager.staff_id]: (1, 549, [0, 0, 549, 0])}
    assert (money.waiting.pending, money.waiting.pending_amount, money.waiting.given_up) == (1, 549, 0)

    papers = report.papers
    assert [(line.label, line.first, line.last, line.count) for line in papers.series] == [
        ("Invoices", "DL01/I27/00002", "DL01/I27/00005", 4),
        ("Credit notes", "DL01/C27/00001", "DL01/C27/00002", 2),
    ]
    assert [(note.number, note.credits.number) for note in papers.credit_notes] == [
        ("DL01/C27/00001", "DL01/I27/00002"),
        ("DL01/C27/00002", "DL01/I27/00001"),
    ]
    # ₹549 is 465.26 + 2 × 41.87 (data/gst_fee_golden.csv); two more were invoiced than credited.
    assert (papers.net.taxable, papers.net.cgst, papers.net.sgst, papers.net.total) == (
        Decimal("930.52"),
        Decimal("83.74"),
        Decimal("83.74"),
        1098,
    )
    assert papers.net.tax == Decimal("167.48")

    (line,) = report.cash.drawers
    assert (line.expected, line.drawer.counted, line.difference, line.drawer.reason) == (1751, 1750, -1, "a coin")
    assert (line.closed_late, line.one_hand, report.cash.left_open, report.cash.all_closed) == (False, False, None, True)
    assert report.cash.outside.count == 0
    assert report.trail == chain_head(store.pk)


@pytest.fixture
def withdraw() -> Any:
    """A cancellation for a returned phone, which asks the customer for no code."""
    from upgrade_program.usecases.cancel import cancel

    def act(plan: Plan, manager: Actor) -> Plan:
        return cancel(
            actor=manager, number=plan.number, reason="Phone came back", at=AT + timedelta(hours=1), on=TODAY, ground=Ground.PHONE_RETURNED
        )

    return act


def test_an_unpaid_sale_is_given_up_on_its_own_day(clerk: Actor, store: Store, phone: Variant) -> None:
    sold(actor=clerk, variant=phone, tenders=[cash(300), upi(amount="249")])
    next_morning = AT + timedelta(hours=18)
    cancel_unpaid_plans(on=TODAY + timedelta(days=1), at=next_morning)
    today, tomorrow = report_of(store), report_of(store, on=TODAY + timedelta(days=1), at=next_morning)
    assert (today.money.waiting.given_up, today.money.waiting.given_up_amount) == (1, 549)
    assert (today.money.received, today.money.given_back) == (300, 0)
    assert (tomorrow.money.received, tomorrow.money.given_back, tomorrow.money.sales) == (0, 300, 0)
    assert not tomorrow.is_empty


def test_the_day_ends_at_midnight_in_india(clerk: Actor, store: Store, phone: Variant) -> None:
    before, after = CLOSED.replace(hour=18, minute=29, second=59), CLOSED.replace(hour=18, minute=30, second=0)
    sold(actor=clerk, variant=phone, at=before)
    sold(actor=clerk, variant=phone, at=after)
    assert [report_of(store, on=day).money.sales for day in (TODAY, TODAY + timedelta(days=1))] == [1, 1]


def test_a_day_of_nothing_is_empty(store: Store, clerk: Actor) -> None:
    report = report_of(store)
    assert report.is_empty
    assert (report.money.sales, report.money.net, report.papers.net.total, report.cash.all_closed) == (0, 0, 0, False)
    assert report.trail.seq == 0
    opened(clerk)
    assert not report_of(store).is_empty


def test_a_drawer_still_open_shows_what_it_holds_now(clerk: Actor, manager: Actor, store: Store, phone: Variant) -> None:
    drawer = opened(clerk)
    sold(actor=clerk, variant=phone)
    counted(clerk, drawer, 2549, at=AT + timedelta(minutes=1))
    (line,) = report_of(store, at=AT + timedelta(minutes=2)).cash.drawers
    assert (line.expected, line.difference, line.one_hand) == (2549, None, False)
    tomorrow = report_of(store, on=TODAY + timedelta(days=1), at=CLOSED + timedelta(days=1))
    assert (tomorrow.cash.drawers, tomorrow.cash.left_open) == ([], drawer)
    closed(manager, counted(manager, drawer, 2549, at=COUNTED + timedelta(days=1)), at=CLOSED + timedelta(days=1))
    (line,) = report_of(store).cash.drawers
    assert (line.closed_late, line.one_hand) == (True, True)


def test_the_heads_are_those_of_the_end_of_the_day(clerk: Actor, store: Store, phone: Variant) -> None:
    sold(actor=clerk, variant=phone)
    that_evening, heads = report_of(store), chain_head(store.pk)
    sold(actor=clerk, variant=phone, at=AT + timedelta(days=1))
    assert that_evening.trail == heads == report_of(store).trail
    assert report_of(store, on=TODAY + timedelta(days=1)).trail == chain_head(store.pk) != heads
    assert that_evening.office_trail == chain_head(0)


def test_as_many_statements_for_30_sales_as_for_one(clerk: Actor, manager: Actor, store: Store, phone: Variant, withdraw: Any) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            report = report_of(store)
            assert [line.moves for line in report.cash.drawers] == [[]]
            assert all(note.credits and note.cancelled_plan for note in report.papers.credit_notes)
        return len(asked)

    opened(clerk)
    withdraw(sold(actor=clerk, variant=phone), manager)
    one = statements()
    for serial in range(29):
        plan = sold(actor=(clerk, manager)[serial % 2], variant=phone)
        if serial % 5 == 0:
            withdraw(plan, manager)
    assert report_of(store).money.sales == 30
    assert statements() == one
    print(f"{one} statements")
    assert one <= 18


def test_who_may_read_which_store(
    clerk: Actor, manager: Actor, head_office: Actor, auditor: Actor, anonymous: Actor, store: Store, other_store: Store
) -> None:
    assert stores_to_report(manager) == [store]
    assert stores_to_report(head_office) == stores_to_report(auditor) == [store, other_store]
    assert store_to_report(manager) == store_to_report(manager, code="DL01") == store_to_report(auditor) == store
    assert store_to_report(auditor, code="MH01") == other_store
    for code in ("MH01", "nowhere"):
        with pytest.raises(NotFound):
            store_to_report(manager, code=code)
    with pytest.raises(NotFound):
        store_to_report(head_office, code="nowhere")
    for nobody in (clerk, anonymous, SYSTEM):
        with pytest.raises(Forbidden):
            store_to_report(nobody)
