"""A claim whose day has passed lapses. Dates decide, this only records."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.events import ClaimLapsed
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import is_over
from upgrade_program.buyback.services.telling import note
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold, release


def lapse_if_over(claim: Claim, *, at: datetime, on: date, chain: int | None = None) -> bool:
    """Record the lapse of a locked claim (its plan locked before it) that is over; says whether it was.

    `chain` is the one that the act around it writes its own row in.

    A refused claim whose second look nobody took in time lapses quietly: it stays refused.
    """
    if not is_over(claim, on=on):
        return False
    lapse(claim, at=at, chain=chain)
    return True


def lapse(claim: Claim, *, at: datetime, actor: Actor = SYSTEM, reason: str = "", chain: int | None = None) -> None:
    """End a locked claim without a decision; what it held is no longer held. A refused one stays refused."""
    let_go(claim)
    if claim.state == State.REFUSED:
        return
    before = claim.state
    claim.state = State.LAPSED.value
    claim.ended_at = at
    claim.save(update_fields=["state", "ended_at"])
    lapse_approvals(kind="claim.override", subject=f"claim:{claim.pk}", at=at)
    tell(ClaimLapsed(claim_id=claim.pk, plan_id=claim.plan_id, store_id=claim.store_id, at=at.isoformat()), at=at)
    note(claim, verb="lapsed", actor=actor, at=at, before=before, reason=reason, chain=chain)


def lapse_due_claims(*, on: date, at: datetime, limit: int = 200) -> int:
    """Record up to `limit` lapses of claims whose day lies before `on`, a claim a transaction; safe to run twice and at once."""
    due = Claim.objects.filter(state__in=OPEN_STATES, held_through__lt=on).order_by("held_through", "id")
    return sum(_lapse_one(pk, plan_id, at=at, on=on) for pk, plan_id in due.values_list("pk", "plan_id")[:limit])


def lapse_claims_of(plan_id: int, *, at: datetime, reason: str, opened_by: datetime) -> int:
    """End the open claim of a plan that was suspended or ended otherwise; gives how many there were.

    Only one opened by the instant of that: a claim on the plan once it went on again is none of its business.
    """
    lapsed = 0
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan_id)
        for claim in Claim.objects.select_for_update(of=("self",)).filter(plan_id=plan_id, state__in=OPEN_STATES, opened_at__lte=opened_by):
            lapse(claim, at=at, reason=reason)
            lapsed += 1
    return lapsed


def _lapse_one(pk: int, plan_id: int, *, at: datetime, on: date) -> bool:
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan_id)
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=pk)
        claim.plan = plan
        return claim.state in OPEN_STATES and lapse_if_over(claim, at=at, on=on)


def let_go(claim: Claim) -> None:
    """End the plan's hold if it is this claim's: a later one may have taken its place.

    A refused claim that still waits for its second look has the hold back that another claim took from it; whether its day has passed
    is for the dates to say.
    """
    plan = Plan.objects.only("status", "held_percent", "held_until").get(pk=claim.plan_id)
    if (plan.held_percent, plan.held_until) != (claim.percent, claim.held_through):
        return
    refused = Claim.objects.filter(plan=claim.plan_id, state=State.REFUSED, second_look_at=None).exclude(pk=claim.pk)
    waits = refused.order_by("-held_through", "-id").first()
    if waits and plan.status == Status.ACTIVE:
        hold(plan_id=claim.plan_id, percent=waits.percent, through=waits.held_through)
    else:
        release(plan_id=claim.plan_id)
