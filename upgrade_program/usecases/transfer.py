"""Give a plan to another person, where its terms allow it."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import CodeSent, send_giving_code

__all__ = ["CodeSent", "send_code"]


def send_code(*, actor: Actor, number: str, address: str, at: datetime, on: date) -> CodeSent:
    """Send the present holder's code as `plans.services.send_giving_code` promises and refuses; unknown numbers are `not_found`."""
    return send_giving_code(plan=plan_for(actor, number), actor=actor, address=address, at=at, on=on)
