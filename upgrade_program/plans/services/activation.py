"""The moment a plan is paid in full: it gets its invoice and becomes active."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from stores.models import Store
from upgrade_program.billing.services import Buyer, issue_invoice
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanSold
from upgrade_program.plans.models import Plan

POINTS = "points"  # the method of what is paid with them


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
    model = Variant.objects.select_related("model").get(pk=plan.variant_id).model
    paid = list(plan.collection.payments.values_list("method", "amount"))
    if plan.invoice is None:
        raise AssertionError("a plan is announced once it is invoiced")
    tell(sale_news(plan, taxable=plan.invoice.taxable, paid=paid, brand=model.brand, model_id=model.pk, at=at), at=at)


def sale_news(plan: Plan, *, taxable: Decimal, paid: Iterable[tuple[str, Decimal]], brand: str, model_id: int, at: datetime) -> PlanSold:
    """The news of an active plan; `taxable` is its fee without tax, `paid` the amounts by method, and the rest is of its model."""
    return PlanSold(
        plan_id=plan.pk or 0,
        store_id=plan.store_id,
        at=at.isoformat(),
        customer_id=plan.customer_id or 0,
        price=str(plan.price),
        free_look_until=plan.free_look_until.isoformat(),
        taxable=f"{taxable:.2f}",
        paid_with_points=f"{sum((amount for method, amount in paid if method == POINTS), ZERO):.2f}",
        phone_price=f"{plan.phone_invoice_price:.2f}",
        sku=plan.sku,
        brand=brand,
        model_id=model_id,
    )
