"""Opening a claim: what it holds on which day of India, and each refusal, which changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from stores.clock import local_day
from tests.buyback.acts import decline, every_row, indian, look, now_of, offer, plan_of, refuse, refused, reverse
from tests.factories.claims import CLEAN, FIRST_TIER, gates_seen, offered, old_plan, opened, settled
from tests.factories.codes import cancelled
from tests.factories.plans import days_ago, new_imei, sold, upi
from upgrade_program.buyback.enums import View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import inspect_phone, lapse_due_claims
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import run_due_days

pytestmark = pytest.mark.django_db
LAST_OF_TIER_1 = date(2027, 5, 5)
LAST_OF_ALL = date(2028, 2, 5)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "percent", "through"),
    [
        (indian(date(2027, 2, 6), 0, 1), 70, date(2027, 2, 9)),  # the first minutes that give anything
        (indian(LAST_OF_TIER_1, 0, 1), 70, date(2027, 5, 8)),
        (indian(LAST_OF_TIER_1, 23, 59), 70, date(2027, 5, 8)),
        (indian(LAST_OF_TIER_1 + DAY, 0, 1), 60, date(2027, 5, 9)),
        (indian(LAST_OF_ALL, 23, 59), 40, date(2028, 2, 8)),
    ],
    ids=lambda value: value.isoformat() if isinstance(value, datetime) else None,
)
def test_the_day_in_india_decides_the_tier(clerk, at, percent, through) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk, at=at)
    assert (claim.percent, claim.held_through) == (percent, through)
    assert (plan_of(claim).held_percent, plan_of(claim).held_until) == (percent, through)


def test_before_the_first_tier_and_after_the_last_nothing_is_given(clerk) -> None:
    plan = old_plan(actor=clerk)
    no = refused(lambda: opened(plan, actor=clerk, at=indian(date(2027, 2, 5), 23, 59)), "outside_window")
    assert "6 Feb 2027" in str(no)
    no = refused(lambda: opened(plan, actor=clerk, at=indian(LAST_OF_ALL + DAY, 0, 1)), "outside_window")
    assert "extension" in str(no)


def test_either_imei_of_the_handset_will_do(clerk) -> None:
    second = new_imei()
    plan = old_plan(actor=clerk, imei2=second)
    assert opened(plan, actor=clerk, handset_imei=f"{second[:8]} {second[8:]}").handset_imei == second


def test_any_store_opens_it(clerk, other_clerk) -> None:
    claim = opened(old_plan(actor=clerk), actor=other_clerk, views=[View.FRONT])
    assert (claim.store_id, claim.photo_views) == (other_clerk.store_id, ["front"])


def test_another_phone(clerk) -> None:
    plan, another = old_plan(actor=clerk), sold(actor=clerk, phone_invoice_number="B/2")
    refused(lambda: opened(plan, actor=clerk, handset_imei=new_imei()), "imei_mismatch", field="handset_imei")
    refused(lambda: opened(plan, actor=clerk, handset_imei=another.imei), "imei_mismatch", field="handset_imei")
    refused(lambda: opened(plan, actor=clerk, handset_imei="490154203237519"), "imei_invalid", field="handset_imei")


def test_nobody_but_staff_at_a_counter(clerk, head_office, auditor) -> None:
    plan = old_plan(actor=clerk)
    for somebody in (head_office, auditor, ANONYMOUS, SYSTEM):
        refused(lambda who=somebody: opened(plan, actor=who), "forbidden")


def test_a_plan_that_is_not_live(clerk, manager) -> None:
    waits = old_plan(actor=clerk, tenders=[upi()], at=days_ago(0))
    refused(lambda: opened(waits, actor=clerk, at=days_ago(-100)), "plan_not_live")
    gone = sold(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422")
    cancelled(gone, actor=manager)
    refused(lambda: opened(gone, actor=clerk, at=days_ago(-100)), "plan_not_live")
    held = old_plan(actor=clerk, phone_invoice_number="B/3", customer_mobile="98104 55423")
    Plan.objects.filter(pk=held.pk).update(status="suspended")
    refused(lambda: opened(held, actor=clerk), "plan_not_live")


def test_a_settled_plan(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    settled(claim, actor=clerk)
    refused(lambda: opened(plan_of(claim), actor=clerk), "plan_not_live")


def test_a_second_claim_while_one_is_open_anywhere(clerk, other_clerk) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    no = refused(lambda: opened(plan_of(claim), actor=other_clerk), "claim_open")
    assert "DL01" in str(no)
    assert "₹9,799" in str(no)


def test_a_claim_whose_day_has_passed_is_over_although_no_job_ran(clerk) -> None:
    first = opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_TIER_1))
    refused(lambda: opened(plan_of(first), actor=clerk, at=indian(date(2027, 5, 8), 23, 59)), "claim_open")
    second = opened(plan_of(first), actor=clerk, at=indian(date(2027, 5, 9), 0, 1))
    assert (now_of(first).state, second.percent) == ("lapsed", 60)


def test_after_one_lapse_in_a_tier_a_manager_opens(clerk, manager) -> None:
    first = opened(old_plan(actor=clerk), actor=clerk, at=indian(date(2027, 3, 1)))
    later = indian(date(2027, 3, 5))
    refused(lambda: opened(plan_of(first), actor=clerk, at=later), "claim_lapsed")
    assert lapse_due_claims(on=local_day(later), at=later) == 1
    refused(lambda: opened(plan_of(first), actor=clerk, at=later), "claim_lapsed")
    assert opened(plan_of(first), actor=manager, at=later).percent == 70


def test_in_the_next_tier_the_clerk_opens_again(clerk) -> None:
    first = opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_TIER_1))
    assert opened(plan_of(first), actor=clerk, at=indian(date(2027, 5, 9))).percent == 60


def test_the_very_last_day_is_honoured_through_its_third_although_expiry_runs_each_night(clerk) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_ALL, 23, 59))
    for day in range(1, 4):
        at = indian(LAST_OF_ALL + day * DAY, 0, 5)
        run_due_days(today=local_day(at), at=at)
        lapse_due_claims(on=local_day(at), at=at)
        assert (plan_of(claim).status, now_of(claim).state) == ("active", "open")
    at = indian(LAST_OF_ALL + 4 * DAY, 0, 5)
    run_due_days(today=local_day(at), at=at)
    assert plan_of(claim).status == "expired"
    lapse_due_claims(on=local_day(at), at=at)
    assert (now_of(claim).state, plan_of(claim).held_until) == ("lapsed", None)


def test_a_new_claim_does_not_lengthen_what_a_refused_one_left_held_of_an_ended_tier(clerk) -> None:
    first = refuse(opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_TIER_1)), actor=clerk, at=indian(LAST_OF_TIER_1))
    second = opened(plan_of(first), actor=clerk, at=indian(date(2027, 5, 8)))
    assert (second.percent, second.held_through) == (70, date(2027, 5, 8))
    refuse(second, actor=clerk, at=indian(date(2027, 5, 8)))
    assert opened(plan_of(first), actor=clerk, at=indian(date(2027, 5, 9))).percent == 60


def test_a_tier_that_still_gives_is_held_anew_after_a_refusal(clerk) -> None:
    first = refuse(opened(old_plan(actor=clerk), actor=clerk, at=indian(date(2027, 3, 1))), actor=clerk, at=indian(date(2027, 3, 1)))
    second = opened(plan_of(first), actor=clerk, at=indian(date(2027, 3, 4)))
    assert (second.percent, second.held_through) == (70, date(2027, 3, 7))


def test_a_waiting_refusal_has_its_hold_back_when_the_claim_after_it_ends(clerk, manager) -> None:
    """Else the second look could overturn it and find nothing held."""
    first = refuse(opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_TIER_1)), actor=clerk, at=indian(LAST_OF_TIER_1))
    at = indian(LAST_OF_TIER_1 + DAY)
    decline(opened(plan_of(first), actor=clerk, at=at), actor=clerk, at=at)
    assert (plan_of(first).held_percent, plan_of(first).held_until) == (70, date(2027, 5, 8))
    again = look(first, upheld=False, actor=manager, at=at)
    assert (again.state, plan_of(again).held_until) == ("open", date(2027, 5, 8))


def test_overturned_after_a_settlement_taken_back_it_is_held_again(clerk, manager) -> None:
    first = refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    second = offered(plan_of(first), actor=clerk)
    settled(second, actor=clerk)
    reverse(second, actor=manager)
    assert plan_of(first).held_until is None
    look(first, upheld=False, actor=manager)
    assert plan_of(first).held_until == first.held_through


def test_what_it_gives_stays_when_the_days_go_by(clerk) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk, at=indian(LAST_OF_TIER_1))
    assert (claim.percent, claim.assured) == (70, FIRST_TIER)
    done = settled_after_checks(claim, clerk, indian(date(2027, 5, 8), 23, 59))
    assert done.exchange == FIRST_TIER


def settled_after_checks(claim: Claim, actor, at):
    inspect_phone(number=claim.number, answers=CLEAN, seen=gates_seen(), actor=actor, at=at, on=local_day(at))
    offer(claim, actor=actor, at=at)
    return settled(now_of(claim), actor=actor, at=at)


def test_the_control_every_row_sees_a_change(clerk) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    before = every_row()
    Claim.objects.filter(pk=claim.pk).update(reason="x")
    assert {table for table, seal in every_row().items() if seal != before[table]} == {"buyback_claim"}
