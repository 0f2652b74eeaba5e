"""The promise is honoured, or honouring it is taken back; what a claim's settlement and its reversal do to the plan."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.plans.enums import Status
from upgrade_program.plans.lifecycle import check_step
from upgrade_program.plans.models import Plan


def redeem(*, plan: Plan, at: datetime) -> None:
    """Mark a locked, active plan redeemed; its hold ends, its IMEIs are barred, what was asked for it and still waits lapses.

    The settlement stands in the same transaction.

    Refuses (`plan_not_live`) any other status.
    """
    check_step(plan.status, Status.REDEEMED)
    plan.status = Status.REDEEMED.value
    plan.ended_at = at
    plan.held_until = plan.held_percent = None
    lapse_approvals(subject=f"plan:{plan.pk}", at=at)
    plan.save(update_fields=["status", "ended_at", "held_until", "held_percent"])


def reinstate(*, plan: Plan, at: datetime, on: date) -> None:
    """Take a locked plan's redemption back: it lives on with its original dates, or has expired meanwhile."""
    over = on > plan.expires_on
    to = Status.EXPIRED if over else Status.ACTIVE
    check_step(plan.status, to)
    plan.status = to.value
    plan.ended_at = at if over else None
    plan.save(update_fields=["status", "ended_at"])


def extend(*, plan: Plan, percent: int, through: date) -> None:
    """Keep `percent` per cent on a locked plan through a day past a last day, as an approved extension allows.

    A plan whose promise ended lives again until then. Refuses (`plan_not_live`) plans that ended otherwise.
    """
    if plan.status != Status.ACTIVE:
        check_step(plan.status, Status.ACTIVE)
    plan.status = Status.ACTIVE.value
    plan.ended_at = None
    plan.held_percent, plan.held_until = percent, through
    plan.save(update_fields=["status", "ended_at", "held_percent", "held_until"])
