"""Cancel a plan: send the customer's code where one is needed, confirm it, cancel."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import (
    CodeSent,
    cancel_plan,
    confirm_cancellation,
    send_cancellation_code,
    waiting_cancellation_code,
)

__all__ = ["CodeSent", "Ground", "cancel", "cancel_confirmed", "code_waiting", "confirm", "send_code"]


def send_code(*, actor: Actor, number: str, address: str, at: datetime, on: date) -> CodeSent:
    """Send the code as `plans.services.send_cancellation_code` promises and refuses; unknown numbers are `not_found`."""
    return send_cancellation_code(plan=plan_for(actor, number), actor=actor, address=address, at=at, on=on)


def code_waiting(*, actor: Actor, plan: Plan, at: datetime) -> CodeSent | None:
    """The code this actor has sent for cancelling this plan and that still counts."""
    return waiting_cancellation_code(plan=plan, actor=actor, at=at)


def confirm(*, actor: Actor, number: str, reason: str, code: str, at: datetime, on: date, ground: Ground = Ground.FREE_LOOK) -> None:
    """Compare the code ahead of `cancel`, outside of any transaction; `plans.services.confirm_cancellation` says what is refused."""
    confirm_cancellation(plan=plan_for(actor, number), reason=reason, ground=ground, code=code, actor=actor, at=at, on=on)


def cancel(*, actor: Actor, number: str, reason: str, at: datetime, on: date, ground: Ground = Ground.FREE_LOOK) -> Plan:
    """Cancel the plan of a number as `plans.services.cancel_plan` promises and refuses; unknown numbers are `not_found`."""
    return cancel_plan(plan=plan_for(actor, number), reason=reason, ground=ground, actor=actor, at=at, on=on)


def cancel_confirmed(
    *, actor: Actor, number: str, reason: str, code: str, at: datetime, on: date, ground: Ground = Ground.FREE_LOOK
) -> Plan:
    """`confirm`, then `cancel`, where no idempotency key stands between the two."""
    confirm(actor=actor, number=number, reason=reason, code=code, at=at, on=on, ground=ground)
    return cancel(actor=actor, number=number, reason=reason, at=at, on=on, ground=ground)
