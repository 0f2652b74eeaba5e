"""Sell a plan, let its buyer join the loyalty programme and pay with points, and take the payment a pending plan waits for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from loyalty.programme.services import join
from loyalty.spending import services as points
from loyalty.spending.queries import used_for
from stores.clock import start_of_day
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import SaleOrder
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import receive_payment, sell_plan
from upgrade_program.usecases.points import counted, part_of, source_of

__all__ = ["SaleOrder", "sell", "take_payment"]


def sell(*, actor: Actor, order: SaleOrder, at: datetime, on: date) -> Plan:
    """Sell a plan as `plans.services.sell_plan` promises and refuses.

    With a `loyalty_consent_version` the buyer becomes a member of the loyalty programme by it, in the same transaction and before the
    plan earns anything; a member already stays one. A text not in force (`consent_missing`) sells nothing.
    A part paid with points spends them with the sale, or holds them while it waits for UPI; refused as `usecases.points` says.
    """
    if order.loyalty_consent_version is None and part_of(order) is None:
        return sell_plan(order=order, actor=actor, at=at, on=on)
    with act_transaction():
        order, payment = counted(order, actor=actor, at=at, on=on)
        plan = sell_plan(order=order, actor=actor, at=at, on=on)
        if payment and plan.invoice_id:
            points.spend(payment, source=source_of(plan), actor=actor, at=at)
        elif payment:
            # To the end of the day on which the payment can still come.
            points.keep(payment, source=source_of(plan), actor=actor, at=at, until=start_of_day(on + timedelta(days=1)))
        if order.loyalty_consent_version is not None:
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
    """Record the UPI reference that a pending plan waits for; refuses as `plans.services.receive_payment` does, and unknown numbers.

    Points held for the plan are spent with it.
    """
    found = plan_for(actor, number)
    used = used_for(source_of(found))
    if used is None:
        return receive_payment(plan=found, reference=reference, actor=actor, at=at, on=on)
    with act_transaction():
        points.lock(used.customer_id)
        plan = receive_payment(plan=found, reference=reference, actor=actor, at=at, on=on)
        points.spend_kept(used, source=source_of(plan), actor=actor, at=at)
    return plan
