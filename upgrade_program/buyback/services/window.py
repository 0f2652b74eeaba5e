"""What has to be so before a tier is held anew, by a claim or by a claim token. The plan is locked before."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.refusals import AnotherClaimOpen, OutsideWindow, WindowOver
from upgrade_program.buyback.services.lapsing import lapse_if_over
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Status, ValueStatus
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import Valuation, assured_value


def lapse_claims_over(plan: Plan, *, at: datetime, on: date, chain: int) -> None:
    """Record the lapse of the plan's claims whose day has passed, in the chain of the act around it."""
    mine = Claim.objects.select_for_update(of=("self",)).filter(plan=plan, state__in=[*OPEN_STATES, State.REFUSED]).order_by("id")
    for claim in mine:
        claim.plan = plan
        lapse_if_over(claim, at=at, on=on, chain=chain)


def giving(plan: Plan, *, on: date) -> Valuation:
    """What the plan gives on the day; refuses when that is nothing (`outside_window`, `plan_not_live`)."""
    value = assured_value(plan.promise, on=on)
    if value.value_status is ValueStatus.WAITING and value.next:
        raise OutsideWindow(day=day_text(on), why="it waits for its first tier", first=day_text(value.next.on))
    if value.value_status is ValueStatus.EXPIRED:
        raise WindowOver(last=day_text(plan.expires_on))
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    return value


def check_alone(plan: Plan, *, on: date) -> None:
    """Refuses (`claim_open`) a plan on which a claim goes on: dates decide, whether the lapse of another is recorded or not."""
    other = Claim.objects.filter(plan=plan, state__in=OPEN_STATES, held_through__gte=on).select_related("store").first()
    if other:
        raise AnotherClaimOpen(store=other.store.code, assured=rupees_text(other.assured), day=day_text(other.held_through))
