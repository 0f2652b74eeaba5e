"""What is carried over midnight is, with what came since, what all plans say to the paisa; and no page of a new day reads all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from loyalty.programme.models import Membership
from stores.clock import start_of_day
from tests.factories.claims import old_plan
from tests.factories.plans import new_imei, sellable, sold
from tests.foundation.crowd import at_once
from tests.foundation.database.scratch import signed_in
from tests.reporting.finance.shop import ALL_ACTS, Shop
from tests.reporting.finance.trade import trade
from upgrade_program.buyback.models import Settlement
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.finance import asking, carrying, deferred
from upgrade_program.reporting.finance.carrying import carried, carry
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.journal import trial_of
from upgrade_program.reporting.finance.keeping import EVENING, SETTLES, Books, books_of, carry_books, computed_of, keep_books
from upgrade_program.reporting.finance.months import Month, month_of
from upgrade_program.reporting.models import CarriedMonth, CarriedStore

pytestmark = pytest.mark.django_db
LAST, FIRST = date(2027, 6, 30), date(2027, 7, 1)
MIDNIGHT = start_of_day(FIRST)
CARRIED_AT = MIDNIGHT - timedelta(minutes=109)
JUNE, JULY = (month_of(day, today=FIRST) for day in (LAST, FIRST))
SOON = timedelta(minutes=1)
# Two sold and the first cancelled; the oldest plan redeemed, put back and redeemed anew; months of membership.
EVENING_ACTS = [("sell", 0, 0), ("sell", 0, 1), ("cancel", 0, 5), ("redeem", 0, 0), ("reverse", 0, 1), ("redeem", 0, 0), ("join", 0, 0)]
# After midnight the second is cancelled too, and the redemption of the evening put back.
MORNING_ACTS = [("sell", 0, 0), ("cancel", 0, 6), ("reverse", 0, 1), ("join", 0, 1)]


@pytest.fixture
def traded(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)


@pytest.fixture
def shop(clerk: Actor, manager: Actor, other_clerk: Actor, other_manager: Actor) -> Shop:
    old_plan(actor=clerk)
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)
    return Shop([clerk, other_clerk], [manager, other_manager], sellable())


def of_all_plans(month: Month) -> tuple[object, object]:
    return Books(trial_of(month)), deferred_of(month)


def _done_since(at: datetime) -> dict[str, int]:
    return {
        "sold": Plan.objects.filter(invoice__issued_at__gte=at).count(),
        "cancelled": Plan.objects.filter(credit_note__issued_at__gte=at).count(),
        "redeemed": Settlement.objects.filter(settled_at__gte=at).count(),
        "put back": Settlement.objects.filter(reversed_at__gte=at).count(),
        "joined": Membership.objects.filter(bought_at__gte=at).count(),
    }


def no_run_through_all_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(month: Month) -> None:
        raise AssertionError(f"all plans were read for {month.name}")

    monkeypatch.setattr(deferred, "sums_of", read)
    monkeypatch.setattr(carrying, "sums_of", read)


def test_carried_before_any_act_it_is_what_all_plans_say_after_the_last(
    clerk: Actor, manager: Actor, other_clerk: Actor, other_manager: Actor
) -> None:
    """Nine months, each carried before each of twelve acts to a day of its own."""
    firsts = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(10, 19)]
    made: list[Month] = []

    def before(n: int, at: datetime) -> None:
        for first in firsts:
            made.append(Month(first, first + timedelta(days=2 * n)))
            carry(made[-1], seen=at)

    Shop([clerk, other_clerk], [manager, other_manager], sellable()).play(ALL_ACTS, before=before)
    assert len(made) == 9 * 12
    for month in made:
        assert carried(month) == deferred_of(month), month
    assert CarriedStore.objects.exclude(plans_closing=0).exists()


def test_the_first_minutes_of_a_month_read_no_plan_but_those_of_the_night(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_books(on=LAST, at=CARRIED_AT)
    assert carry_books(on=LAST, at=CARRIED_AT) == [JUNE, JULY]
    shop.play(EVENING_ACTS, since=CARRIED_AT)
    shop.play(MORNING_ACTS, since=MIDNIGHT)
    assert _done_since(CARRIED_AT) == {"sold": 3, "cancelled": 2, "redeemed": 2, "put back": 2, "joined": 2}
    expected = {month: of_all_plans(month) for month in (JUNE, JULY)}
    no_run_through_all_plans(monkeypatch)
    for month, found in expected.items():
        assert (books_of(month), computed_of(month)) == found
        assert (found[0].trial.balanced, found[0].trial.agrees) == (True, True)  # type: ignore[attr-defined]


def test_control_what_is_not_carried_reads_all_plans(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_books(on=LAST, at=CARRIED_AT)
    no_run_through_all_plans(monkeypatch)
    for month in (JUNE, JULY):
        with pytest.raises(AssertionError, match="all plans were read"):
            books_of(month)
        with pytest.raises(AssertionError, match="all plans were read"):
            computed_of(month)


def test_what_came_between_the_instant_and_the_making_counts_once(shop: Shop) -> None:
    """Acts of the last minutes before it are in the sums of all plans, and among those that come since."""
    shop.play(EVENING_ACTS, since=CARRIED_AT - SETTLES)
    carry_books(on=LAST, at=CARRIED_AT)
    assert [carried(month) for month in (JUNE, JULY)] == [deferred_of(month) for month in (JUNE, JULY)]


def test_a_late_sale_of_an_older_phone_bill_counts(shop: Shop, manager: Actor) -> None:
    carry_books(on=LAST, at=CARRIED_AT)
    bought = LAST - timedelta(days=3)
    earlier = {"phone_invoice_date": bought, "reason": "The server was away"}
    plan = sold(actor=manager, at=MIDNIGHT + SOON, imei=new_imei(), phone_invoice_number="TI/27/00078", **earlier)
    assert plan.bill_date == bought
    assert [carried(month) for month in (JUNE, JULY)] == [deferred_of(month) for month in (JUNE, JULY)]


def test_any_other_day_begins_with_what_is_carried_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    at = CARRIED_AT + timedelta(days=5)
    keep_books(on=date(2027, 7, 5), at=at)
    assert carry_books(on=date(2027, 7, 5), at=at) == [Month(FIRST, date(2027, 7, 6))]
    shop.play(EVENING_ACTS, since=at)
    running = month_of(date(2027, 7, 6), today=date(2027, 7, 6))
    expected = of_all_plans(running)
    no_run_through_all_plans(monkeypatch)
    assert (books_of(running), computed_of(running)) == expected


def test_it_is_made_once_in_the_evening_and_yesterdays_goes(traded: None) -> None:
    assert carry_books(on=LAST, at=MIDNIGHT - EVENING - SOON) == []
    assert carry_books(on=LAST, at=MIDNIGHT - EVENING) == [JUNE, JULY]
    assert carry_books(on=LAST, at=MIDNIGHT - SOON) == []
    assert carry_books(on=FIRST, at=MIDNIGHT + SOON) == []
    assert CarriedMonth.objects.count() == 2
    assert carry_books(on=FIRST, at=CARRIED_AT + timedelta(days=1)) == [Month(FIRST, date(2027, 7, 2))]
    assert list(CarriedMonth.objects.order_by("last").values_list("last", flat=True)) == [FIRST, date(2027, 7, 2)]


def test_one_that_fails_keeps_nothing(traded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("upgrade_program.reporting.finance.carrying.CarriedStore.objects.bulk_create", broken)
    with pytest.raises(ZeroDivisionError):
        carry_books(on=LAST, at=CARRIED_AT)
    assert CarriedMonth.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_carries_while_another_keeps_the_books() -> None:
    wire = signed_in()
    try:
        with wire.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('books'))")
        assert (carry_books(on=LAST, at=CARRIED_AT), CarriedMonth.objects.count()) == ([], 0)
        wire.rollback()
        assert carry_books(on=LAST, at=CARRIED_AT) == [JUNE, JULY]  # the control
    finally:
        wire.close()


def _carried_amid_a_sale(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sells after all plans were read, and before those that came since are."""
    old_plan(actor=clerk)
    variant, read = sellable(), carrying.sums_of

    def read_then_sold(month: Month) -> object:
        found = read(month)
        at_once(1, lambda _: sold(actor=clerk, variant=variant, at=CARRIED_AT, imei=new_imei(), phone_invoice_number=f"TI/{month.name}"))
        return found

    monkeypatch.setattr(carrying, "sums_of", read_then_sold)
    assert carry_books(on=LAST, at=CARRIED_AT) == [JUNE, JULY]
    assert Plan.objects.count() == 3
    monkeypatch.undo()


@pytest.mark.django_db(transaction=True)
def test_a_sale_while_it_is_made_comes_since(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    _carried_amid_a_sale(clerk, monkeypatch)
    assert [carried(month) for month in (JUNE, JULY)] == [deferred_of(month) for month in (JUNE, JULY)]


@pytest.mark.django_db(transaction=True)
def test_control_statement_by_statement_it_would_be_taken_off(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_AS_OF_ONE", "SELECT 1")
    _carried_amid_a_sale(clerk, monkeypatch)
    assert carried(JUNE) != deferred_of(JUNE)
