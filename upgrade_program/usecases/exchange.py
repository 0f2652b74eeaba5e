"""Exchange a phone in warranty: one person asks, another one grants."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans import services
from upgrade_program.plans.models import ImeiSwap, SwapRequest
from upgrade_program.plans.queries import plan_for

__all__ = ["ask_swap", "grant_swap"]


def ask_swap(
    *,
    actor: Actor,
    number: str,
    new_imei: str,
    document: str,
    service_centre: str,
    reason: str,
    at: datetime,
    on: date,
    new_imei2: str = "",
) -> SwapRequest:
    """Ask as `plans.services.ask_swap` promises and refuses; unknown numbers are `not_found`."""
    return services.ask_swap(
        plan=plan_for(actor, number),
        new_imei=new_imei,
        new_imei2=new_imei2,
        document=document,
        service_centre=service_centre,
        reason=reason,
        actor=actor,
        at=at,
        on=on,
    )


def grant_swap(*, actor: Actor, approval_id: int, at: datetime, on: date, remark: str = "") -> ImeiSwap:
    """Grant as `plans.services.grant_swap` promises and refuses."""
    return services.grant_swap(approval_id=approval_id, actor=actor, at=at, on=on, remark=remark)
