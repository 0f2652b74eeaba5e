"""A plan rests while its phone is lost, stolen or in dispute, and goes on; its dates run on meanwhile. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.plans.enums import Pause, Status
from upgrade_program.plans.events import PlanResumed, PlanSuspended
from upgrade_program.plans.lifecycle import PlanNotLive, check_step
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.cancellation_rules import checked_reason
from upgrade_program.plans.services.locking import locked


def suspend_plan(*, plan: Plan, ground: Pause, reason: str, actor: Actor, at: datetime, on: date) -> Plan:
    """Let an active plan rest: it gives nothing until it is resumed, what a claim held is held no more, and what was asked for it lapses.

    A manager of the selling store or head office, with a reason. Refuses (`plan_not_live`) plans that are not active or whose last day,
    and whose hold, has passed.
    """
    reason = _checked(plan, actor=actor, reason=reason)
    with act_transaction():
        plan = locked(plan.pk)
        check_step(plan.status, Status.SUSPENDED)
        check_not_over(plan, on=on)
        held = plan.held_until
        plan.status = Status.SUSPENDED.value
        plan.held_until = plan.held_percent = None
        lapse_approvals(subject=f"plan:{plan.pk}", at=at)
        plan.save(update_fields=["status", "held_until", "held_percent"])
        tell(PlanSuspended(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat(), ground=ground.value), at=at)
        audit(
            actor=actor,
            at=at,
            verb="plan.suspended",
            subject=f"plan:{plan.pk}",
            before={"status": Status.ACTIVE.value, "held_until": held},
            after={"status": plan.status, "ground": ground.value},
            reason=reason,
            chain=plan.store_id,
        )
    return plan


def resume_plan(*, plan: Plan, reason: str, actor: Actor, at: datetime, on: date) -> Plan:
    """Let a suspended plan go on with its own dates; a tier that ended meanwhile has ended.

    Whoever may suspend may resume, with a reason. Refuses (`plan_not_live`) any other status, and a plan whose last day has passed.
    """
    reason = _checked(plan, actor=actor, reason=reason)
    with act_transaction():
        plan = locked(plan.pk)
        if plan.status != Status.SUSPENDED:
            raise PlanNotLive(status=plan.status)
        check_not_over(plan, on=on)
        plan.status = Status.ACTIVE.value
        plan.save(update_fields=["status"])
        tell(PlanResumed(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat()), at=at)
        audit(
            actor=actor,
            at=at,
            verb="plan.resumed",
            subject=f"plan:{plan.pk}",
            before={"status": Status.SUSPENDED.value},
            after={"status": plan.status},
            reason=reason,
            chain=plan.store_id,
        )
    return plan


def check_not_over(plan: Plan, *, on: date) -> None:
    """Refuses (`plan_not_live`) a plan whose last day, and whose hold, has passed although no job has recorded it yet: dates decide."""
    if on > max(plan.expires_on, plan.held_until or plan.expires_on):
        raise PlanNotLive(status=Status.EXPIRED.value)


def may_suspend(actor: Actor, plan: Plan) -> bool:
    """A manager of the selling store, or head office."""
    return actor.role is Role.HEAD_OFFICE or actor.manages(plan.store_id)


def _checked(plan: Plan, *, actor: Actor, reason: str) -> str:
    if not may_suspend(actor, plan):
        raise Forbidden(
            sentence="Only a manager of the selling store or head office suspends and resumes a plan.", next_step="Ask the manager on duty."
        )
    return checked_reason(reason)
