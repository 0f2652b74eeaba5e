"""What the brand owes if everybody came: the rollup says what the promises say, through everything that happens to a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from stores.clock import local_day
from tests.buyback.acts import ask_extension, decline, grant_extension, indian, reverse
from tests.factories.claims import FIRST_TIER, offered, old_plan, opened, settled
from tests.factories.life import suspended, swapped
from tests.factories.plans import AT, TODAY, days_ago, sellable, sold, upi
from tests.factories.tokens import given_back, reserved
from upgrade_program.buyback.services import lapse_due_tokens
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, resume_plan, run_due_days
from upgrade_program.plans.terms import assured_value
from upgrade_program.reporting.enums import Axis
from upgrade_program.reporting.exposure.checking import check
from upgrade_program.reporting.exposure.counting import build, count, touch
from upgrade_program.reporting.exposure.standing import owed_by_models, rows_by, standing
from upgrade_program.reporting.models import ExposureCounted, ExposureStep, ExposureTouch

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=1)


def hear(*, at: Any = SOON) -> int:
    """The worker has told all news, and the job has run."""
    while deliver_due(at=at + timedelta(minutes=5)):
        pass
    return count(on=local_day(at), at=at)


def promised(on: date) -> Decimal:
    """The oracle: each plan's own promise, one by one."""
    return sum((assured_value(plan.promise, on=on).assured for plan in Plan.objects.all()), Decimal(0))


def agrees(*, today: date = TODAY) -> None:
    """On both sides of every day to come on which anything may change, in all and by each axis, and against the one GROUP BY."""
    turns = {day for plan in Plan.objects.all() for day in (plan.first_tier_on, *plan.fall_days, plan.held_until or today)}
    days = {day + timedelta(days=offset) for day in turns for offset in (-1, 0, 1)}
    for on in sorted(day for day in {today, *days} if day >= today):
        assert standing(on=on).owed == promised(on), on
    for axis in (Axis.STORE, Axis.MODEL, Axis.MONTH):
        assert sum(row.owed for row in rows_by(axis, on=today).rows) == promised(today), axis
    found = check(on=today, at=SOON)
    assert found is not None
    assert not found, found


def test_nothing_is_owed_before_the_first_count_and_no_plan(clerk: Actor) -> None:
    sold(actor=clerk)
    found = standing(on=TODAY)
    assert (found.run, found.is_empty, found.months) == (None, True, [])


def test_what_is_owed_is_what_each_promise_says_on_every_day(clerk: Actor, other_clerk: Actor) -> None:
    cheap = sellable(name="Redmi 9A", srp=10_001, price=349)
    for days in (0, 3, 31, 62, 92, 93, 185, 300, 456, 457, 470):
        sold(actor=clerk, at=days_ago(days))
    sold(actor=other_clerk, variant=cheap, price="349", at=days_ago(120))
    hear()
    agrees()
    assert standing(on=TODAY).waiting == Plan.objects.filter(status="active", first_tier_on__gt=TODAY).count()
    assert owed_by_models([cheap.model_id], on=TODAY) == {cheap.model_id: Decimal(7_001)}


@pytest.mark.parametrize("bill_date", [date(2026, 8, 31), date(2026, 11, 30), date(2026, 1, 31), date(2026, 5, 31), date(2026, 11, 28)])
def test_month_ends_fall_as_the_months_of_the_terms_say(clerk: Actor, bill_date: date) -> None:
    sold(actor=clerk, at=indian(bill_date, 11, 0))
    hear()
    agrees()


ACTS: dict[str, Callable[..., Any]] = {
    "sold": lambda plan, clerk, manager: None,
    "claimed": lambda plan, clerk, manager: opened(plan, actor=clerk),
    "declined": lambda plan, clerk, manager: decline(opened(plan, actor=clerk), actor=clerk),
    "redeemed": lambda plan, clerk, manager: settled(offered(plan, actor=clerk), actor=clerk),
    "reversed": lambda plan, clerk, manager: reverse(settled(offered(plan, actor=clerk), actor=clerk).claim, actor=manager),
    "reserved": lambda plan, clerk, manager: reserved(plan),
    "given back": lambda plan, clerk, manager: given_back(reserved(plan).plan),
    "reserved and claimed": lambda plan, clerk, manager: opened(reserved(plan).plan, actor=clerk),
    "suspended": lambda plan, clerk, manager: suspended(plan, actor=manager),
    "resumed": lambda plan, clerk, manager: resume_plan(
        plan=suspended(plan, actor=manager), reason="found", actor=manager, at=SOON, on=TODAY
    ),
    "cancelled": lambda plan, clerk, manager: cancel_plan(
        plan=plan, ground=Ground.PHONE_RETURNED, reason="returned", actor=manager, at=AT, on=TODAY
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("counted_before", [True, False])
def test_after_each_act_it_is_right_again(clerk: Actor, manager: Actor, act: str, counted_before: bool) -> None:
    old_plan(actor=clerk)
    plan = old_plan(actor=clerk)
    if counted_before:
        hear()
    ACTS[act](plan, clerk, manager)
    hear()
    agrees()
    steps = list(ExposureStep.objects.order_by("axis", "key", "tier", "day").values_list("axis", "key", "tier", "day", "gained", "lost"))
    build(on=TODAY, at=SOON)
    anew = ExposureStep.objects.order_by("axis", "key", "tier", "day").values_list("axis", "key", "tier", "day", "gained", "lost")
    assert [row for row in steps if row[4:] != (0, 0)] == list(anew)


def test_a_hold_keeps_its_tier_for_its_days(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    hear()
    assert [standing(on=date(2027, 5, day)).owed for day in (5, 6)] == [FIRST_TIER, 8_399]
    opened(plan, actor=clerk)  # held through 6 May, a day past the tier
    hear()
    assert [standing(on=date(2027, 5, day)).owed for day in (5, 6, 7)] == [FIRST_TIER, FIRST_TIER, 8_399]


def test_a_reservation_that_is_over_is_counted_no_longer_as_held(clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    hear()
    over = indian(token.held_through + timedelta(days=1), 0, 1)
    assert lapse_due_tokens(on=local_day(over), at=over) == 1
    hear(at=over)
    agrees(today=local_day(over))


def test_a_suspended_plan_is_told_apart_with_what_it_would_give(clerk: Actor, manager: Actor) -> None:
    suspended(old_plan(actor=clerk), actor=manager)
    hear()
    found = standing(on=TODAY)
    assert (found.owed, found.resting, found.resting_owed) == (0, 1, FIRST_TIER)


def test_an_ended_promise_that_an_extension_holds_is_owed_again(clerk: Actor, manager: Actor) -> None:
    plan = old_plan(actor=clerk)
    hear()
    over = indian(date(2028, 2, 7), 0, 1)
    run_due_days(today=date(2028, 2, 7), at=over)
    hear(at=over)
    assert (Plan.objects.get(pk=plan.pk).status, standing(on=date(2028, 2, 7)).owed) == ("expired", 0)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=over), actor=manager, at=over)
    hear(at=over)
    agrees(today=date(2028, 2, 7))
    assert standing(on=date(2028, 2, 8)).owed == 5_600
    assert standing(on=date(2028, 2, 9)).owed == 0


def test_an_exchanged_handset_changes_nothing_and_a_pending_sale_is_not_owed(clerk: Actor, manager: Actor, head_office: Actor) -> None:
    plan = old_plan(actor=clerk)
    sold(actor=clerk, tenders=[upi()], at=AT)
    hear()
    before = list(ExposureStep.objects.order_by("pk").values())
    swapped(plan, asker=clerk, granter=manager)
    hear()
    assert list(ExposureStep.objects.order_by("pk").values()) == before
    agrees()


def test_counting_again_and_hearing_twice_change_nothing(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    hear()
    before = list(ExposureStep.objects.order_by("pk").values())
    touch([plan.pk, plan.pk, 10**12])
    assert count(on=TODAY, at=SOON) == 3
    assert list(ExposureStep.objects.order_by("pk").values()) == before
    assert not ExposureTouch.objects.exists()


def test_days_that_are_over_are_added_up_and_a_late_job_still_tells_the_truth(clerk: Actor) -> None:
    for days in (100, 200, 300):
        sold(actor=clerk, at=days_ago(days))
    hear()
    later = TODAY + timedelta(days=100)
    late = standing(on=later).owed
    assert late == promised(later)
    rows = ExposureStep.objects.count()
    count(on=later, at=AT + timedelta(days=100))
    assert ExposureStep.objects.count() < rows
    assert ExposureStep.objects.earliest("day").day == later - timedelta(days=1)
    agrees(today=later)


def test_the_check_finds_a_step_that_was_changed_and_a_plan_that_was_missed(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    hear()
    ExposureStep.objects.filter(axis="store").update(lost=1)
    ExposureCounted.objects.filter(plan_id=plan.pk).update(resting=True)
    found = check(on=TODAY, at=SOON)
    assert found is not None
    assert (bool(found), found.missed_plans) == (True, 1)
    assert found.wrong_steps > 0
    build(on=TODAY, at=SOON)
    agrees()


def test_a_plan_that_was_missed_is_counted_by_the_next_run(clerk: Actor) -> None:
    hear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_exposuretouch")
    plan = old_plan(actor=clerk)
    found = check(on=TODAY, at=SOON)
    assert found is not None
    assert not found, "its news is on the way"
    while deliver_due(at=SOON):
        pass
    ExposureTouch.objects.all().delete()  # lost, as no worker would
    found = check(on=TODAY, at=SOON)
    assert found is not None
    assert found.missed_plans == 1
    count(on=TODAY, at=SOON)
    assert standing(on=TODAY).owed == assured_value(plan.promise, on=TODAY).assured
    agrees()
