"""A manager's exceptions, each asked for by one person and allowed by another. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from upgrade_program.buyback.enums import EXTENSION as EXTENSION
from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import worth_of
from upgrade_program.buyback.refusals import ClaimNotThere
from upgrade_program.buyback.services.ending import checked_reason
from upgrade_program.buyback.services.lapsing import lapse_if_over
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.services.token_ends import standing_token
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for, granted_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Invalid, NotFound
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanExtended
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import extend
from upgrade_program.plans.services.locking import locked as locked_plan
from upgrade_program.plans.terms import DatedTier, Terms, tier_table

OVERRIDE = "claim.override"
_CHECKED = (State.INSPECTED, State.OFFERED)


def ask_override(*, number: str, amount: Decimal, reason: str, actor: Actor, at: datetime, on: date) -> Approval:
    """Ask that `amount` whole rupees of a claim's deductions be waived. Up to the terms' limit a manager may allow it, above head office.

    Refuses a claim not inspected yet (`claim_state`) or over, more than was deducted (`invalid`), and a second request while one waits.
    """
    require_counter(actor)
    words = checked_reason(reason)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *_CHECKED, on=on)
        deducted = worth_of(claim).deducted
        if amount != amount.to_integral_value() or not 0 < amount <= deducted:
            raise Invalid(
                field="amount",
                sentence="Whole rupees, at most what was deducted: {deducted}.",
                next_step="Type a smaller amount.",
                deducted=rupees_text(deducted),
            )
        limit = Terms.thawed(claim.plan.frozen).limits.override_at_most(claim.assured)
        return ask(
            kind=OVERRIDE,
            subject=subject_of(claim),
            needs=Role.MANAGER if amount <= limit else Role.HEAD_OFFICE,
            facts={"amount": f"{amount:.0f}", "deducted": str(deducted), "assured": str(claim.assured)},
            reason=words,
            actor=actor,
            at=at,
        )


def grant_override(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> Claim:
    """Allow an override: what it names is waived, and the claim is inspected again with its new payable; an offer made before is off.

    Refuses the asker (`self_approval`), people without the right, requests decided already, and a claim that is over.
    """
    with act_transaction():
        asked = _asked(actor, approval_id, kind=OVERRIDE)
        claim = _claim_of(asked)
        check_goes_on(claim, *_CHECKED, on=on)
        before = claim.state
        claim.waived = _rupees(asked)
        worth = worth_of(claim)
        claim.waived, claim.payable = worth.waived, worth.payable
        claim.state = State.INSPECTED.value
        claim.save(update_fields=["waived", "payable", "state"])
        granted = grant(approval_id=approval_id, actor=actor, at=at, note=remark)
        note(
            claim,
            verb="override",
            actor=actor,
            at=at,
            before=before,
            chain=granted.store_id,
            waived=claim.waived,
            payable=claim.payable,
            approval=granted.pk,
        )
    return claim


def ask_extension(*, plan: Plan, days: int, reason: str, actor: Actor, at: datetime, on: date) -> Approval:
    """Ask that a tier whose last day has just passed be held for `days` days past it: the store was closed, or the system was.

    Once a plan. Up to the terms' limit of days a manager may allow it, above head office. Refuses a plan that ended otherwise
    (`plan_not_live`), days that would not reach today (`invalid`), a plan extended before.
    """
    require_counter(actor)
    words = checked_reason(reason)
    with act_transaction():
        plan = locked_plan(plan.pk)
        tier = _ended_tier(plan, on=on)
        if not 1 <= days <= 30 or tier.end + timedelta(days=days) < on:
            raise Invalid(
                field="days",
                sentence="The tier's last day was {last}: these days do not reach today.",
                next_step="Ask for enough days; more than {most} need head office.",
                last=day_text(tier.end),
                most=plan.promise.terms.limits.extension_days,
            )
        return ask(
            kind=EXTENSION,
            subject=f"plan:{plan.pk}",
            needs=Role.MANAGER if days <= plan.promise.terms.limits.extension_days else Role.HEAD_OFFICE,
            facts={
                "percent": tier.percent,
                "last": tier.end.isoformat(),
                "through": (tier.end + timedelta(days=days)).isoformat(),
                "days": days,
            },
            reason=words,
            actor=actor,
            at=at,
        )


def grant_extension(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> Plan:
    """Allow an extension: the plan holds the ended tier through the day asked for. Refuses as `grant_override` does, and a day gone by."""
    with act_transaction():
        asked = _asked(actor, approval_id, kind=EXTENSION)
        plan = locked_plan(int(asked.subject.removeprefix("plan:")))
        through = date.fromisoformat(asked.facts["through"])
        if through < on:
            raise ClaimNotThere(sentence="The extension would have ended on {day}.", next_step="Reject it.", day=day_text(through))
        _ended_tier(plan, on=on)
        for claim in Claim.objects.select_for_update(of=("self",)).filter(plan=plan, state__in=OPEN_STATES):
            claim.plan = plan
            lapse_if_over(claim, at=at, on=on, chain=asked.store_id)
        standing_token(plan, at=at, on=on, chain=asked.store_id)
        extend(plan=plan, percent=int(asked.facts["percent"]), through=through)
        granted = grant(approval_id=approval_id, actor=actor, at=at, note=remark)
        tell(PlanExtended(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat()), at=at)
        audit(
            actor=actor,
            at=at,
            verb="plan.extended",
            subject=f"plan:{plan.pk}",
            after={"plan_status": str(plan.status), "percent": plan.held_percent, "through": through, "approval": granted.pk},
            reason=granted.reason,
            chain=granted.store_id,
        )
    return plan


def _ended_tier(plan: Plan, *, on: date) -> DatedTier:
    """The tier whose last day has passed most lately; refuses plans that have none, are held already or were extended before."""
    if plan.status not in {Status.ACTIVE, Status.EXPIRED}:
        raise PlanNotLive(status=plan.status)
    ended = [tier for tier in tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base) if tier.end < on]
    if not ended:
        raise Invalid(field="days", sentence="No tier of this plan has ended yet.", next_step="Open the claim now.")
    if plan.held_until and plan.held_until >= on:
        day = day_text(plan.held_until)
        raise ClaimNotThere(sentence="This plan is held already, through {day}.", next_step="Open the claim now.", day=day)
    if granted_for(EXTENSION, f"plan:{plan.pk}"):
        raise ClaimNotThere(sentence="This plan was extended once already.", next_step="There is one extension a plan.")
    return ended[-1]


def _asked(actor: Actor, approval_id: int, *, kind: str) -> Approval:
    """The request as the actor may see it; `not_found` for one of another kind as well."""
    asked = approval_for(actor, approval_id)
    if asked.kind != kind:
        raise NotFound
    return asked


def _claim_of(asked: Approval) -> Claim:
    found = Claim.objects.only("plan_id").get(pk=int(asked.subject.removeprefix("claim:")))
    plan = locked_plan(found.plan_id)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("store").get(pk=found.pk)
    claim.plan = plan
    return claim


def _rupees(granted: Approval) -> Decimal:
    try:
        return Decimal(granted.facts["amount"])
    except (KeyError, InvalidOperation) as broken:
        raise ValueError("an override names its amount in rupees") from broken
