"""The moment a plan is paid in full: it gets its invoice and becomes active."""

from __future__ import annotations

from datetime import date, datetime

from stores.models import Store
from upgrade_program.billing.services import Buyer, issue_invoice
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanSold
from upgrade_program.plans.models import Plan


def invoice_plan(plan: Plan, *, store: Store, at: datetime, on: date) -> None:
    """Take the next invoice number for a paid plan and set it active; the caller saves the plan in the same transaction."""
    plan.invoice = issue_invoice(
        collection=plan.collection,
        store=store,
        buyer=Buyer(name=plan.customer_name, mobile=plan.customer.mobile, gstin=plan.buyer_gstin, address=plan.buyer_address),
        place_of_supply=plan.place_of_supply,
        amount=plan.price,
        description=description_of(plan),
        at=at,
        on=on,
    )
    plan.status = Status.ACTIVE.value
    plan.activated_at = at


def description_of(plan: Plan) -> str:
    """What the invoice of a plan says it is for."""
    return f"Mi Smart Upgrade plan for {plan.device}"


def announce_sale(plan: Plan, *, at: datetime) -> None:
    """Put the news of an active plan into the outbox."""
    tell(
        PlanSold(
            plan_id=plan.pk,
            store_id=plan.store_id,
            at=at.isoformat(),
            customer_id=plan.customer_id,
            price=str(plan.price),
            free_look_until=plan.free_look_until.isoformat(),
        ),
        at=at,
    )
