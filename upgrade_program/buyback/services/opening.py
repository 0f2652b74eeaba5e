"""Opening a claim: the customer presents the phone, and today's tier is held. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from upgrade_program.buyback.enums import OPEN_STATES, State, View
from upgrade_program.buyback.events import ClaimOpened
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import wording_now
from upgrade_program.buyback.refusals import AnotherClaimOpen, ImeiMismatch, LapsedBefore, OutsideWindow, WindowOver
from upgrade_program.buyback.services.lapsing import lapse_if_over
from upgrade_program.buyback.services.locking import require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Status, ValueStatus
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.services import hold
from upgrade_program.plans.services.locking import locked as locked_plan
from upgrade_program.plans.terms import Valuation, assured_value


def open_claim(*, plan: Plan, handset_imei: str, actor: Actor, at: datetime, on: date, views: Sequence[View] = ()) -> Claim:
    """Open a claim on a plan at the actor's store; its tier is held through the end of the third local day after (terms).

    `handset_imei` is read off the phone; either IMEI of the plan's handset will do. `views` are the photos that an offer will need.
    Refuses a plan that is not live (`plan_not_live`), a day that gives nothing (`outside_window`), a second open claim (`claim_open`),
    a second lapse in one tier unless a manager opens (`claim_lapsed`), and another phone (`imei_mismatch`).
    """
    post = require_counter(actor)
    imei = parse_imei(handset_imei, field="handset_imei")
    with act_transaction():
        plan = locked_plan(plan.pk)
        for claim in (
            Claim.objects.select_for_update(of=("self",)).filter(plan=plan, state__in=[*OPEN_STATES, State.REFUSED]).order_by("id")
        ):
            claim.plan = plan
            lapse_if_over(claim, at=at, on=on, chain=post.store_id)
        value = _giving(plan, on=on)
        _check_alone(plan)
        if not PlanImei.objects.filter(plan=plan, imei=imei, live=True).exists():
            raise ImeiMismatch
        lapsed = Claim.objects.filter(plan=plan, percent=value.percent, state=State.LAPSED).exists()
        if lapsed and actor.role is not Role.MANAGER:
            raise LapsedBefore
        through = _through(plan, value, on=on)
        claim = Claim.objects.create(
            number=new_plan_number(),
            plan=plan,
            store_id=post.store_id,
            opened_at=at,
            opened_on=on,
            opened_by_id=post.staff_id,
            percent=value.percent,
            assured=value.assured,
            held_through=through,
            handset_imei=imei,
            wording=wording_now(plan.terms_id),
            photo_views=[str(view) for view in views],
        )
        hold(plan_id=plan.pk, percent=claim.percent, through=through)
        tell(ClaimOpened(claim_id=claim.pk, plan_id=plan.pk, store_id=claim.store_id, at=at.isoformat()), at=at)
        note(claim, verb="opened", actor=actor, at=at, percent=claim.percent, assured=claim.assured, through=through)
    return claim


def _giving(plan: Plan, *, on: date) -> Valuation:
    """What the plan gives on the day; refuses when that is nothing."""
    value = assured_value(plan.promise, on=on)
    if value.value_status is ValueStatus.WAITING and value.next:
        raise OutsideWindow(day=day_text(on), why="it waits for its first tier", first=day_text(value.next.on))
    if value.value_status is ValueStatus.EXPIRED:
        raise WindowOver(last=day_text(plan.expires_on))
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    return value


def _check_alone(plan: Plan) -> None:
    other = Claim.objects.filter(plan=plan, state__in=OPEN_STATES).select_related("store").first()
    if other:
        raise AnotherClaimOpen(store=other.store.code, assured=rupees_text(other.assured), day=day_text(other.held_through))


def _through(plan: Plan, value: Valuation, *, on: date) -> date:
    """The last day of the hold. What a refused claim left held keeps its day, so that no chain of claims lengthens an ended tier.

    A tier that the day itself gives is held anew: the claim would have it without the one before.
    """
    third = on + timedelta(days=plan.promise.terms.limits.hold_days)
    if value.held is None:
        return third
    if value.tier and value.tier.percent == value.held.percent:
        return max(third, value.held.through)
    left_by_a_claim = Claim.objects.filter(plan=plan, state=State.REFUSED, held_through=value.held.through).exists()
    return value.held.through if left_by_a_claim else max(third, value.held.through)
