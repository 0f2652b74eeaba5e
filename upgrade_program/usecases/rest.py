"""Suspend a plan, and let it go on."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Pause
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import resume_plan, suspend_plan

__all__ = ["Pause", "resume", "suspend"]


def suspend(*, actor: Actor, number: str, ground: Pause, reason: str, at: datetime, on: date) -> Plan:
    """Suspend as `plans.services.suspend_plan` promises and refuses; unknown numbers are `not_found`."""
    return suspend_plan(plan=plan_for(actor, number), ground=ground, reason=reason, actor=actor, at=at, on=on)


def resume(*, actor: Actor, number: str, reason: str, at: datetime, on: date) -> Plan:
    """Resume as `plans.services.resume_plan` promises and refuses; unknown numbers are `not_found`."""
    return resume_plan(plan=plan_for(actor, number), reason=reason, actor=actor, at=at, on=on)
