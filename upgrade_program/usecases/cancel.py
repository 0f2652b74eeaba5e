"""Cancel a plan."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import cancel_plan

__all__ = ["Ground", "cancel"]


def cancel(*, actor: Actor, number: str, reason: str, at: datetime, on: date, ground: Ground = Ground.FREE_LOOK) -> Plan:
    """Cancel the plan of a number as `plans.services.cancel_plan` promises and refuses; unknown numbers are `not_found`."""
    return cancel_plan(plan=plan_for(actor, number), reason=reason, ground=ground, actor=actor, at=at, on=on)
