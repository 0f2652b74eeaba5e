"""Points as a part of a payment: counted before the act they pay for, with the member's account locked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from loyalty.spending import services as spending
from loyalty.spending.queries import Source
from loyalty.spending.refusals import PointsUneven
from loyalty.spending.services import Payment
from upgrade_program.billing.enums import Method
from upgrade_program.billing.refusals import ReferenceInvalid
from upgrade_program.billing.services import Tender
from upgrade_program.buyback.models import Claim
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import SaleOrder, read_order


def source_of(act: Plan | Claim) -> Source:
    """What the ledger calls an act that points paid."""
    return "plan" if isinstance(act, Plan) else "claim", str(act.pk)


def part_of(order: SaleOrder) -> Tender | None:
    """The part of a sale that points pay."""
    return next((tender for tender in order.tenders if tender.method == Method.POINTS), None)


def counted(order: SaleOrder, *, actor: Actor, at: datetime, on: date) -> tuple[SaleOrder, Payment | None]:
    """The order with its points counted into their reference, and the payment they are; the customer's account is locked.

    Refuses what is wrong with the fields of the order, all together; then a reference the client wrote (`reference_invalid`), and
    `points_insufficient`, `points_below_minimum`, `points_over_share`, each naming what would be allowed.
    """
    part = part_of(order)
    if part is None:
        return order, None
    read = read_order(order, on=on)
    place = order.tenders.index(part)
    if part.reference:
        sentence = "Points have no reference: the server writes one."
        raise ReferenceInvalid(field=f"payments.{place}.reference", sentence=sentence, next_step="Leave it empty.")
    customer = customer_by_mobile(read.mobile)
    if customer is not None:
        spending.lock(customer.pk)
    try:
        payment = spending.count(customer_id=customer.pk if customer else None, amount=part.amount, bill=order.expected_price, at=at)
    except PointsUneven as no:
        no.field = f"payments.{place}.amount"
        raise
    tenders = [replace(tender, reference=str(payment.points)) if tender is part else tender for tender in order.tenders]
    return replace(order, tenders=tenders), payment
