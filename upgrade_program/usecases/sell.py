"""Sell a plan, let its buyer join the loyalty programme, and take the payment a pending plan waits for."""

from __future__ import annotations

from datetime import date, datetime

from loyalty.programme.services import join
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import SaleOrder
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import receive_payment, sell_plan

__all__ = ["SaleOrder", "sell", "take_payment"]


def sell(*, actor: Actor, order: SaleOrder, at: datetime, on: date) -> Plan:
    """Sell a plan as `plans.services.sell_plan` promises and refuses.

    With a `loyalty_consent_version` the buyer becomes a member of the loyalty programme by it, in the same transaction and before the
    plan earns anything; a member already stays one. A text not in force (`consent_missing`) sells nothing.
    """
    if order.loyalty_consent_version is None:
        return sell_plan(order=order, actor=actor, at=at, on=on)
    with act_transaction():
        plan = sell_plan(order=order, actor=actor, at=at, on=on)
        join(
            customer=plan.customer,
            text_version=order.loyalty_consent_version,
            language=order.customer_language,
            actor=actor,
            at=at,
            subject=f"plan:{plan.pk}",
        )
    return plan


def take_payment(*, actor: Actor, number: str, reference: str, at: datetime, on: date) -> Plan:
    """Record the UPI reference that a pending plan waits for; refuses as `plans.services.receive_payment` does, and unknown numbers."""
    return receive_payment(plan=plan_for(actor, number), reference=reference, actor=actor, at=at, on=on)
