"""Sell a plan, and take the payment a pending one waits for."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import SaleOrder
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import receive_payment, sell_plan

__all__ = ["SaleOrder", "sell", "take_payment"]


def sell(*, actor: Actor, order: SaleOrder, at: datetime, on: date) -> Plan:
    """Sell a plan as `plans.services.sell_plan` promises and refuses."""
    return sell_plan(order=order, actor=actor, at=at, on=on)


def take_payment(*, actor: Actor, number: str, reference: str, at: datetime, on: date) -> Plan:
    """Record the UPI reference that a pending plan waits for; refuses as `plans.services.receive_payment` does, and unknown numbers."""
    return receive_payment(plan=plan_for(actor, number), reference=reference, actor=actor, at=at, on=on)
