"""The status on record: up at once, down by the daily review, which may be late, doubled or missing without harm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from loyalty.ledger.causes import Cause, Earning
from loyalty.ledger.models import Entry
from loyalty.ledger.services import earn_all
from loyalty.programme.accrual import working
from loyalty.programme.models import ReviewedDay, StatusRecord
from loyalty.programme.queries import status_of
from loyalty.programme.services import bring_up_to_date, review_due_days
from loyalty.programme.subscribers import earn_for_plans_sold, take_back_for_plans_cancelled
from loyalty.programme.tasks import review
from stores.clock import local_day, start_of_day
from tests.factories.loyalty import cancelled, member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.loyalty.programme.acts import every_row, refused_by

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)
ANNIVERSARY = date(2028, 5, 3)


def earned(customer, points, *, at=AT):
    """Points from somewhere else, as a check-in or a mission gives them."""
    cause = Cause(source_type="test", source_id=f"{customer.pk}-{at.isoformat()}", at=at)
    earn_all([Earning(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=None)])


def on_record(customer):
    rows = StatusRecord.objects.filter(customer=customer).order_by("id")
    return [(row.name, row.since, row.review_on, row.at) for row in rows]


def test_up_at_once_when_a_bill_is_booked(store):
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store, phone_price="44900.00")], at=LATER)
    assert on_record(customer) == []
    earn_for_plans_sold([sold_plan(customer, store, phone_price="100.00")], at=LATER)
    assert on_record(customer) == [("Silver", TODAY, ANNIVERSARY, LATER)]
    earn_for_plans_sold([sold_plan(customer, store, phone_price="199900.00")], at=LATER)
    assert [name for name, *_ in on_record(customer)] == ["Silver", "Gold"]


def test_the_next_purchase_has_the_new_status_and_the_one_that_reached_it_has_not(store):
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store, phone_price="50000.00")], at=LATER)
    earn_for_plans_sold([sold_plan(customer, store, at=LATER)], at=LATER)
    told = [working(row.facts) for row in Entry.objects.filter(source_id__endswith="phone_bill").order_by("id")]
    assert told == ["₹50,000 → 500", "₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153"]


def test_what_the_counter_shows(store):
    customer = member()
    empty = status_of(customer.pk, on=TODAY)
    assert (empty.level.name, empty.since, empty.points, empty.next_level.name, empty.points_missing, empty.review_on) == (
        "Member", None, 0, "Silver", 500, None
    )  # fmt: skip
    earned(customer, 700)
    told = status_of(customer.pk, on=TODAY)
    assert (told.level.name, told.since, told.points, told.next_level.name, told.points_missing, told.review_on) == (
        "Silver", TODAY, 700, "Gold", 1300, ANNIVERSARY
    )  # fmt: skip
    earned(customer, 5000, at=LATER)
    top = status_of(customer.pk, on=TODAY)
    assert (top.level.name, top.next_level, top.points_missing) == ("Platinum", None, 0)


def test_a_cancellation_keeps_the_level_until_its_anniversary(store):
    customer = member()
    news = sold_plan(customer, store, phone_price="50000.00")
    earn_for_plans_sold([news], at=LATER)
    take_back_for_plans_cancelled([cancelled(news)], at=LATER + timedelta(days=2))
    assert [name for name, *_ in on_record(customer)] == ["Silver"]
    assert status_of(customer.pk, on=TODAY + timedelta(days=2)).points == 0
    review_due_days(today=ANNIVERSARY, at=start_of_day(ANNIVERSARY))
    assert [name for name, *_ in on_record(customer)] == ["Silver", "Member"]


def test_the_review_lowers_confirms_or_raises(store):
    falls, stays, low = member(), member(), member()
    for customer in (falls, stays):
        earned(customer, 2100)
        bring_up_to_date([customer.pk], at=LATER)
    earned(falls, 600, at=AT + timedelta(days=200))
    earned(stays, 2000, at=AT + timedelta(days=200))
    earned(low, 100)
    night = start_of_day(ANNIVERSARY) + timedelta(minutes=5)
    (row,) = review_due_days(today=ANNIVERSARY, at=night)
    assert (row.day, row.reviewed, row.lowered) == (ANNIVERSARY, 2, 1)
    again = date(2029, 5, 3)
    assert on_record(falls)[-1] == ("Silver", ANNIVERSARY, again, start_of_day(ANNIVERSARY))
    assert on_record(stays)[-1] == ("Gold", ANNIVERSARY, again, start_of_day(ANNIVERSARY))
    assert on_record(low) == []


def test_a_second_run_changes_nothing():
    customer = member()
    earned(customer, 600)
    bring_up_to_date([customer.pk], at=LATER)
    review_due_days(today=ANNIVERSARY, at=start_of_day(ANNIVERSARY))
    before = every_row()
    assert review_due_days(today=ANNIVERSARY, at=start_of_day(ANNIVERSARY) + timedelta(hours=1)) == []
    bring_up_to_date([customer.pk], at=start_of_day(ANNIVERSARY) + timedelta(hours=2))
    assert every_row() == before


def test_missed_days_are_caught_up_in_order_each_as_of_itself():
    first, second = member(), member()
    earned(first, 600)
    earned(second, 600, at=AT + timedelta(days=2))
    for customer in (first, second):
        bring_up_to_date([customer.pk], at=AT + timedelta(days=2))
    review_due_days(today=ANNIVERSARY - timedelta(days=1), at=start_of_day(ANNIVERSARY))
    late = start_of_day(ANNIVERSARY + timedelta(days=9))
    rows = review_due_days(today=ANNIVERSARY + timedelta(days=9), at=late)
    assert [row.day for row in rows] == [ANNIVERSARY + timedelta(days=days) for days in range(10)]
    assert [row.reviewed for row in rows[:4]] == [1, 0, 1, 0]
    assert [on_record(customer)[-1][3] for customer in (first, second)] == [
        start_of_day(ANNIVERSARY), start_of_day(ANNIVERSARY + timedelta(days=2))
    ]  # fmt: skip


def test_with_no_job_for_years_the_dates_still_decide(store):
    """A purchase after an anniversary that nobody reviewed is rated, and shown, at the level the dates give."""
    customer = member()
    earned(customer, 600)
    bring_up_to_date([customer.pk], at=LATER)
    after = AT + timedelta(days=400)
    assert status_of(customer.pk, on=local_day(after)).level.name == "Member"
    earn_for_plans_sold([sold_plan(customer, store, at=after)], at=after + timedelta(minutes=1))
    assert working(Entry.objects.get(source_id__endswith="phone_bill").facts) == "₹13,999 → 139.99 → 139"
    assert on_record(customer)[-1][:2] == ("Member", ANNIVERSARY)


def test_the_job_does_all_days_through_today(time_machine):
    time_machine.move_to(AT, tick=False)
    review()
    assert [row.day for row in ReviewedDay.objects.all()] == [TODAY]


def test_records_are_only_added():
    customer = member()
    earned(customer, 600)
    bring_up_to_date([customer.pk], at=LATER)
    with refused_by("status_records_are_only_added"):
        StatusRecord.objects.update(rank=3)
    with refused_by("status_records_are_only_added"):
        StatusRecord.objects.all().delete()
    for wrong in ({"rank": 1}, {"rank": 0, "review_on": ANNIVERSARY}, {"rank": 1, "since": ANNIVERSARY, "review_on": TODAY}):
        with refused_by("a_level_above_the_lowest_is_reviewed"):
            StatusRecord.objects.create(customer=customer, name="Silver", at=LATER, **({"since": TODAY} | wrong))
