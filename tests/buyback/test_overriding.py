"""Exceptions: an override of deductions, an extension past a last day; each asked by one person and allowed by another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stores.clock import local_day
from tests.buyback.acts import (
    ask_extension,
    ask_override,
    decline,
    grant_extension,
    grant_override,
    indian,
    now_of,
    offer,
    plan_of,
    refuse,
    refused,
    reverse,
)
from tests.factories.claims import CLEAN, FIRST_TIER, inspected, offered, old_plan, opened, settled
from tests.factories.plans import sellable
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import lapse_due_claims, save_answers
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import run_due_days

pytestmark = pytest.mark.django_db
NEXT_DAY = indian(date(2027, 5, 7), 0, 1)
LAST_OF_TIER_1, LAST_OF_ALL = date(2027, 5, 5), date(2028, 2, 5)
DAY = timedelta(days=1)


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    """Deductions of ₹2,450: more than a manager may waive of ₹9,799."""
    return inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "major"})


def test_what_is_allowed_is_waived_and_an_offer_is_off(clerk, manager, claim) -> None:
    asked = ask_override(claim, 500, actor=clerk)
    offer(claim, actor=clerk)
    found = grant_override(asked, actor=manager)
    assert (found.state, found.waived, found.payable) == ("inspected", 500, FIRST_TIER - 2_450 + 500)
    assert Approval.objects.get(pk=asked.pk).state == "granted"


@pytest.mark.parametrize(("amount", "needs"), [(979, "manager"), (980, "headoffice"), (2_450, "headoffice")])
def test_ten_per_cent_of_assured_is_the_managers_limit(clerk, claim, amount, needs) -> None:
    assert ask_override(claim, amount, actor=clerk).needs == needs


@pytest.mark.parametrize(("amount", "needs"), [(1_000, "manager"), (1_001, "headoffice")])
def test_a_thousand_rupees_are_the_managers_limit_on_a_dear_phone(clerk, amount, needs) -> None:
    dear = old_plan(actor=clerk, variant=sellable(name="Mi 10", srp=49_999))
    claim = inspected(dear, actor=clerk, answers=CLEAN | {"display": "major"})
    assert ask_override(claim, amount, actor=clerk).needs == needs


def test_above_the_limit_only_head_office(clerk, manager, head_office, claim) -> None:
    asked = ask_override(claim, 980, actor=clerk)
    refused(lambda: grant_override(asked, actor=manager), "forbidden")
    assert grant_override(asked, actor=head_office).waived == 980
    assert not [fault for chain in chains() for fault in faults(chain)]


def test_the_asker_is_not_the_granter(manager, claim) -> None:
    asked = ask_override(claim, 500, actor=manager)
    refused(lambda: grant_override(asked, actor=manager), "self_approval")


def test_neither_are_clerks_other_stores_or_auditors(clerk, other_manager, auditor, claim) -> None:
    asked = ask_override(claim, 500, actor=clerk)
    refused(lambda: grant_override(asked, actor=other_manager), "not_found")
    refused(lambda: grant_override(asked, actor=auditor), "forbidden")
    refused(lambda: grant_override(asked, actor=clerk), "self_approval")


@pytest.mark.parametrize("amount", ["0", "-1", "2451", "10.50", "NaN", "Infinity"])
def test_whole_rupees_of_what_was_deducted(clerk, claim, amount) -> None:
    refused(lambda: ask_override(claim, amount, actor=clerk), "invalid", field="amount")


def test_refusals_of_asking(clerk, claim, head_office) -> None:
    refused(lambda: ask_override(claim, 500, actor=clerk, reason=" "), "reason_required")
    refused(lambda: ask_override(claim, 500, actor=head_office), "forbidden")
    refused(lambda: ask_override(claim, 500, actor=clerk, at=NEXT_DAY), "claim_lapsed")
    ask_override(claim, 500, actor=clerk)
    refused(lambda: ask_override(claim, 400, actor=clerk), "approval_waiting")


def test_not_before_the_inspection_nor_after_the_end(clerk, manager, claim) -> None:
    fresh = opened(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk)
    refused(lambda: ask_override(fresh, 1, actor=clerk), "claim_state")
    asked = ask_override(claim, 500, actor=clerk)
    refused(lambda: grant_override(asked, actor=manager, at=NEXT_DAY), "claim_lapsed")
    decline(claim, actor=clerk)
    refused(lambda: grant_override(asked, actor=manager), "claim_state")


def test_decided_once(clerk, manager, claim) -> None:
    asked = ask_override(claim, 500, actor=clerk)
    reject(approval_id=asked.pk, actor=manager, at=indian(date(2027, 5, 3)), note="Too much")
    refused(lambda: grant_override(asked, actor=manager), "approval_decided")
    again = ask_override(claim, 400, actor=clerk)
    grant_override(again, actor=manager)
    refused(lambda: grant_override(again, actor=manager), "approval_decided")


def test_a_second_grant_replaces_the_first_and_adds_nothing(clerk, manager, claim) -> None:
    grant_override(ask_override(claim, 900, actor=clerk), actor=manager)
    assert grant_override(ask_override(claim, 800, actor=clerk), actor=manager).waived == 800


def test_looking_again_lapses_what_was_asked_under_other_answers(clerk, manager, claim) -> None:
    asked = ask_override(claim, 500, actor=clerk)
    at = indian(date(2027, 5, 4))
    save_answers(number=claim.number, answers={"display": "minor"}, actor=clerk, at=at, on=local_day(at))
    assert Approval.objects.get(pk=asked.pk).state == "lapsed"
    refused(lambda: grant_override(asked, actor=manager), "approval_decided")


def test_a_request_of_another_kind_is_not_there(clerk, manager, claim) -> None:
    plan = old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422")
    at = indian(date(2027, 5, 6))
    extension = ask_extension(plan, 3, actor=clerk, at=at)
    override = ask_override(claim, 500, actor=clerk)
    refused(lambda: grant_override(extension, actor=manager, at=at), "not_found")
    refused(lambda: grant_extension(override, actor=manager, at=at), "not_found")


def test_an_inner_tier_is_held_past_its_day_for_a_closed_store(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_TIER_1 + 2 * DAY)
    asked = ask_extension(plan, 3, actor=clerk, at=at)
    held = grant_extension(asked, actor=manager, at=at)
    assert (held.status, held.held_percent, held.held_until) == ("active", 70, date(2027, 5, 8))
    claim = opened(plan, actor=clerk, at=indian(date(2027, 5, 8), 23, 59))
    assert (claim.percent, claim.assured) == (70, FIRST_TIER)


def test_after_the_extension_the_dates_decide_again(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_TIER_1 + DAY)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=at), actor=manager, at=at)
    assert opened(plan, actor=clerk, at=indian(date(2027, 5, 9), 0, 1)).percent == 60


def test_an_expired_plan_lives_again_only_held_and_expires_anew(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_ALL + DAY, 0, 5)
    run_due_days(today=local_day(at), at=at)
    assert Plan.objects.get(pk=plan.pk).status == "expired"
    at += timedelta(hours=10)
    held = grant_extension(ask_extension(plan, 3, actor=clerk, at=at), actor=manager, at=at)
    assert (held.status, held.held_percent, held.held_until, held.ended_at) == ("active", 40, date(2028, 2, 8), None)
    assert Plan.objects.get(pk=plan.pk).imeis.get().live
    claim = opened(plan, actor=clerk, at=at)
    decline(claim, actor=clerk, at=at)
    night = at + DAY
    run_due_days(today=local_day(night), at=night)
    assert (plan_of(claim).status, plan_of(claim).imeis.get().barred) == ("expired", True)


def test_an_extension_unused_ends_by_its_own_last_day(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_ALL + DAY, 0, 5)
    run_due_days(today=local_day(at), at=at)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=at), actor=manager, at=at)
    last = indian(date(2028, 2, 8), 23, 59)
    run_due_days(today=local_day(last), at=last)
    assert Plan.objects.get(pk=plan.pk).status == "active"
    after = indian(date(2028, 2, 9), 0, 1)
    refused(lambda: opened(plan, actor=clerk, at=after), "outside_window")
    run_due_days(today=local_day(after), at=after)
    assert Plan.objects.get(pk=plan.pk).status == "expired"


def test_a_settlement_under_an_extension_taken_back_leaves_an_expired_plan(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_ALL + 2 * DAY)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=at), actor=manager, at=at)
    claim = offered(Plan.objects.get(pk=plan.pk), actor=clerk, at=at)
    settled(claim, actor=clerk, at=at)
    reverse(claim, actor=manager, at=at)
    assert plan_of(claim).status == "expired"


def test_one_extension_a_plan(clerk, manager) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_TIER_1 + DAY)
    grant_extension(ask_extension(plan, 1, actor=clerk, at=at), actor=manager, at=at)
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=at), "claim_state")
    late = indian(LAST_OF_ALL + DAY)
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=late), "claim_state")


def test_three_days_are_the_managers_limit(clerk, manager, head_office) -> None:
    plan = old_plan(actor=clerk)
    at = indian(LAST_OF_TIER_1 + 4 * DAY)
    asked = ask_extension(plan, 4, actor=clerk, at=at)
    assert asked.needs == "headoffice"
    refused(lambda: grant_extension(asked, actor=manager, at=at), "forbidden")
    assert grant_extension(asked, actor=head_office, at=at).held_until == date(2027, 5, 9)


def test_the_asker_does_not_extend(manager) -> None:
    plan, at = old_plan(actor=manager), indian(LAST_OF_TIER_1 + DAY)
    asked = ask_extension(plan, 3, actor=manager, at=at)
    refused(lambda: grant_extension(asked, actor=manager, at=at), "self_approval")


def test_refusals_of_an_extension(clerk, manager, head_office) -> None:
    plan, at = old_plan(actor=clerk), indian(LAST_OF_TIER_1 + 3 * DAY)
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=indian(LAST_OF_TIER_1)), "invalid", field="days")
    for days in (0, -1, 2, 31):  # 2 do not reach the day
        refused(lambda some=days: ask_extension(plan, some, actor=clerk, at=at), "invalid", field="days")
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=at, reason=""), "reason_required")
    refused(lambda: ask_extension(plan, 3, actor=head_office, at=at), "forbidden")
    asked = ask_extension(plan, 3, actor=clerk, at=at)
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=at), "approval_waiting")
    refused(lambda: grant_extension(asked, actor=manager, at=indian(LAST_OF_TIER_1 + 4 * DAY, 0, 1)), "claim_state")
    Plan.objects.filter(pk=plan.pk).update(status="suspended")
    refused(lambda: grant_extension(asked, actor=manager, at=at), "plan_not_live")


def test_not_over_a_hold_that_stands(clerk, manager) -> None:
    plan, at = old_plan(actor=clerk), indian(LAST_OF_TIER_1)
    claim = refuse(opened(plan, actor=clerk, at=at), actor=clerk, at=at)
    refused(lambda: ask_extension(plan, 3, actor=clerk, at=at + DAY), "claim_state")
    assert now_of(claim).state == "refused"


def test_a_claim_that_is_over_but_not_yet_recorded_lapses_when_the_plan_is_extended(clerk, head_office) -> None:
    plan = old_plan(actor=clerk)
    claim = opened(plan, actor=clerk, at=indian(LAST_OF_ALL))
    at = indian(LAST_OF_ALL + 4 * DAY)
    held = grant_extension(ask_extension(plan, 5, actor=clerk, at=at), actor=head_office, at=at)
    assert (now_of(claim).state, held.held_until) == ("lapsed", date(2028, 2, 10))
    assert lapse_due_claims(on=local_day(at), at=at) == 0
    assert Plan.objects.get(pk=plan.pk).held_until == date(2028, 2, 10)


def test_a_settlement_lapses_the_extension_that_waits(clerk) -> None:
    plan, at = old_plan(actor=clerk), indian(LAST_OF_TIER_1 + DAY)
    asked = ask_extension(plan, 3, actor=clerk, at=at)
    settled(offered(plan, actor=clerk, at=at), actor=clerk, at=at)
    assert Approval.objects.get(pk=asked.pk).state == "lapsed"
