"""The plans behind a day: exactly those whose promise gives less on it than the day before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stores.clock import local_day
from tests.buyback.acts import ask_extension, grant_extension, indian
from tests.factories.claims import old_plan, opened
from tests.factories.plans import TODAY, days_ago, sold
from tests.reporting.test_exposure import hear
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import run_due_days
from upgrade_program.plans.terms import assured_value
from upgrade_program.reporting.exposure.calendar import month_of
from upgrade_program.reporting.exposure.plans import Which, bill_dates_of, every

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def falling(on: date) -> set[int]:
    """The oracle."""
    plans = Plan.objects.filter(status="active")
    return {plan.pk for plan in plans if assured_value(plan.promise, on=on).assured < assured_value(plan.promise, on=on - DAY).assured}


def agrees(actor: Actor, *, today: date = TODAY) -> None:
    turns = {day + DAY for plan in Plan.objects.all() for day in (*plan.fall_days, plan.held_until or today)}
    for on in sorted(day + timedelta(days=offset) for day in turns for offset in (-1, 0, 1) if day > today):
        rows = list(every(actor, Which(falls_on=on), on=today, most=1000))
        assert {row.plan.pk for row in rows} == falling(on), on
        assert all(row.now < row.before for row in rows)
        day = next(day for day in month_of(on.replace(day=1), on=today).days if day.on == on)
        if on >= today:
            assert (day.falls, day.less) == (len(rows), sum(row.before - row.now for row in rows)), on


@pytest.mark.parametrize("months", [-3, 0, 1, 3, 6, 9, 12, 15, 24])
def test_the_bill_dates_behind_a_day_are_those_whose_anniversary_it_is(months: int) -> None:
    every_day = [date(2023, 1, 1) + timedelta(days=n) for n in range(3 * 366)]
    found: dict[date, list[date]] = {}
    for bill_date in every_day:
        found.setdefault(anniversary(bill_date, months), []).append(bill_date)
    for day in every_day[150:-150]:
        inside = [one for one in bill_dates_of(day, months=months) if every_day[0] <= one <= every_day[-1]]
        assert inside == found.get(day, []), day


def test_a_day_lists_those_that_fall_on_it(clerk: Actor, auditor: Actor) -> None:
    for bill_date in (date(2026, 8, 31), date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30), date(2026, 5, 31), date(2026, 2, 28)):
        sold(actor=clerk, at=indian(bill_date, 11, 0))
    hear()
    agrees(auditor)


def test_a_hold_falls_on_its_own_day(clerk: Actor, auditor: Actor) -> None:
    for days in (0, 1, 2, 3):
        opened(old_plan(actor=clerk, at=indian(date(2026, 11, 5) + timedelta(days=days), 11, 0)), actor=clerk)
    old_plan(actor=clerk)
    hear()
    agrees(auditor)


def test_an_extension_falls_after_its_last_day(clerk: Actor, manager: Actor, auditor: Actor) -> None:
    plan = old_plan(actor=clerk)
    over = indian(date(2028, 2, 7), 0, 1)
    run_due_days(today=local_day(over), at=over)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=over), actor=manager, at=over)
    hear(at=over)
    agrees(auditor, today=local_day(over))


def test_a_clerk_lists_the_own_stores_alone_and_nothing_is_asked_of_all_plans(clerk: Actor, other_clerk: Actor, auditor: Actor) -> None:
    mine, theirs = (sold(actor=actor, at=days_ago(120)) for actor in (clerk, other_clerk))
    which = Which(falls_on=mine.fall_days[0] + DAY)
    assert [row.plan.pk for row in every(clerk, which, on=TODAY, most=10)] == [mine.pk]
    assert {row.plan.pk for row in every(auditor, which, on=TODAY, most=10)} == {mine.pk, theirs.pk}
    assert len(list(every(auditor, which, on=TODAY, most=1))) == 1
    assert not Which()
