"""A hold keeps a tier for a claim; cancel, expire, swap and suspend look at it without knowing of claims."""

from __future__ import annotations

from datetime import date

from upgrade_program.plans.enums import Status
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.locking import locked


def hold(*, plan_id: int, percent: int, through: date) -> Plan:
    """Keep `percent` per cent on an active plan through a day; inside the caller's transaction. Refuses plans that are not active."""
    plan = locked(plan_id)
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    plan.held_percent, plan.held_until = percent, through
    plan.save(update_fields=["held_percent", "held_until"])
    return plan


def release(*, plan_id: int) -> Plan:
    """End a plan's hold, if any; inside the caller's transaction."""
    plan = locked(plan_id)
    plan.held_percent = plan.held_until = None
    plan.save(update_fields=["held_percent", "held_until"])
    return plan
