"""Cancel a plan: tell what it gives back, send the customer's code where one is needed, confirm it, cancel."""

from __future__ import annotations

from datetime import date, datetime

from loyalty.spending import services as points
from loyalty.spending.queries import used_for
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import (
    CodeSent,
    cancel_plan,
    confirm_cancellation,
    given_back,
    send_cancellation_code,
    waiting_cancellation_code,
)
from upgrade_program.plans.services.cancellation_rules import require_canceller
from upgrade_program.usecases.points import source_of
from upgrade_program.usecases.refunding import RefundPreview, Shortfall, preview_of, take_for_shortfall

__all__ = [
    "CodeSent",
    "Ground",
    "RefundPreview",
    "Shortfall",
    "cancel",
    "cancel_confirmed",
    "code_waiting",
    "confirm",
    "given_back",
    "preview",
    "send_code",
]


def preview(*, actor: Actor, number: str, at: datetime) -> RefundPreview:
    """What cancelling the plan of a number would give back and take, in money and points; `forbidden` to whom cancelling is."""
    plan = plan_for(actor, number)
    require_canceller(actor, plan)
    return preview_of(plan, at=at)


def send_code(*, actor: Actor, number: str, address: str, at: datetime, on: date) -> CodeSent:
    """Send the code as `plans.services.send_cancellation_code` promises and refuses; unknown numbers are `not_found`."""
    return send_cancellation_code(plan=plan_for(actor, number), actor=actor, address=address, at=at, on=on)


def code_waiting(*, actor: Actor, plan: Plan, at: datetime) -> CodeSent | None:
    """The code this actor has sent for cancelling this plan and that still counts."""
    return waiting_cancellation_code(plan=plan, actor=actor, at=at)


def confirm(*, actor: Actor, number: str, reason: str, code: str, at: datetime, on: date, ground: Ground = Ground.FREE_LOOK) -> None:
    """Compare the code ahead of `cancel`, outside of any transaction; `plans.services.confirm_cancellation` says what is refused."""
    confirm_cancellation(plan=plan_for(actor, number), reason=reason, ground=ground, code=code, actor=actor, at=at, on=on)


def cancel(
    *,
    actor: Actor,
    number: str,
    reason: str,
    at: datetime,
    on: date,
    ground: Ground = Ground.FREE_LOOK,
    shortfall: Shortfall = Shortfall.OWE,
) -> Plan:
    """Cancel the plan of a number as `plans.services.cancel_plan` promises and refuses; unknown numbers are `not_found`.

    The points it was paid with come back as points, those still held are freed. Points it earned are taken back by the news of it; of
    those the customer no longer has, `shortfall` says whether they stay owed, or are paid for in cash now.
    """
    plan = plan_for(actor, number)
    used = used_for(source_of(plan))
    if used is None and shortfall is Shortfall.OWE:
        return cancel_plan(plan=plan, reason=reason, ground=ground, actor=actor, at=at, on=on)
    with act_transaction():
        points.lock(used.customer_id if used else plan.customer_id)
        used = used_for(source_of(plan))  # as it stands now: a payment may just have come for what was held
        missing = preview_of(plan, at=at) if shortfall is Shortfall.PAY else None
        cancelled = cancel_plan(plan=plan, reason=reason, ground=ground, actor=actor, at=at, on=on)
        if used is not None:
            points.give_back(used, source=source_of(plan), actor=actor, at=at)
        if missing is not None:
            take_for_shortfall(missing, act=plan, actor=actor, at=at, on=on)
    return cancelled


def cancel_confirmed(
    *,
    actor: Actor,
    number: str,
    reason: str,
    code: str,
    at: datetime,
    on: date,
    ground: Ground = Ground.FREE_LOOK,
    shortfall: Shortfall = Shortfall.OWE,
) -> Plan:
    """`confirm`, then `cancel`, where no idempotency key stands between the two."""
    confirm(actor=actor, number=number, reason=reason, code=code, at=at, on=on, ground=ground)
    return cancel(actor=actor, number=number, reason=reason, at=at, on=on, ground=ground, shortfall=shortfall)
