"""Points as a part of a payment: counted before the act they pay for, with the member's account locked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from loyalty.spending import codes
from loyalty.spending import services as spending
from loyalty.spending.codes import CodeSent
from loyalty.spending.queries import Source
from loyalty.spending.refusals import PointsUneven
from loyalty.spending.services import Payment
from upgrade_program.billing.enums import Method
from upgrade_program.billing.refusals import ReferenceInvalid
from upgrade_program.billing.services import Tender
from upgrade_program.buyback.models import Claim
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import SaleOrder, read_order
from upgrade_program.plans.refusals import OtpNotNeeded

__all__ = ["CodeSent", "confirm", "counted", "part_of", "send_code", "source_of"]


def source_of(act: Plan | Claim) -> Source:
    """What the ledger calls an act that points paid."""
    return "plan" if isinstance(act, Plan) else "claim", str(act.pk)


def part_of(order: SaleOrder) -> Tender | None:
    """The part of a sale that points pay."""
    return next((tender for tender in order.tenders if tender.method == Method.POINTS), None)


def send_code(*, actor: Actor, mobile: str, amount: Decimal, price: Decimal, address: str, at: datetime) -> CodeSent:
    """Send a member the code for paying `amount` rupees of a price with points.

    Refuses everybody but a seller at their store, amounts that a sale would refuse, those that need no code (`otp_not_needed`), and too
    many codes (`otp_limit`).
    """
    if not actor.at_counter:
        raise Forbidden
    customer = customer_by_mobile(parse_mobile(mobile, field="mobile"))
    payment = spending.count(customer_id=customer.pk if customer else None, amount=amount, bill=price, at=at)
    if customer is None or not codes.needs_code(payment.points):
        most = codes.CODE_FROM - 1
        raise OtpNotNeeded(field="amount", sentence="Up to {most!g} points need no code.", next_step="Sell without one.", most=most)
    return codes.send(customer=customer, points=payment.points, limits=payment.limits, actor=actor, address=address, at=at)


def confirm(*, actor: Actor, order: SaleOrder, code: str, at: datetime, on: date) -> None:
    """Compare the member's code ahead of a sale that needs one, outside of any transaction; refuses first what counting refuses."""
    _, payment = _looked_at(order, at=at, on=on)
    if payment is not None and codes.needs_code(payment.points):
        codes.compare(customer_id=payment.customer_id, points=payment.points, code=code, actor=actor, at=at)


def counted(order: SaleOrder, *, actor: Actor, at: datetime, on: date) -> tuple[SaleOrder, Payment | None]:
    """The order with its points counted into their reference, and the payment they are; the customer's account is locked.

    Refuses what is wrong with the fields of the order, all together; then a reference the client wrote (`reference_invalid`), and
    `points_insufficient`, `points_below_minimum`, `points_over_share`, each naming what would be allowed. Many points use up the
    member's code, which `confirm` must have let pass (`otp_wrong`, `otp_expired`).
    """
    part, payment = _looked_at(order, at=at, on=on, lock=True)
    if part is None or payment is None:
        return order, None
    if codes.needs_code(payment.points):
        codes.use(customer_id=payment.customer_id, points=payment.points, actor=actor, at=at)
    tenders = [replace(tender, reference=str(payment.points)) if tender is part else tender for tender in order.tenders]
    return replace(order, tenders=tenders), payment


def _looked_at(order: SaleOrder, *, at: datetime, on: date, lock: bool = False) -> tuple[Tender | None, Payment | None]:
    part = part_of(order)
    if part is None:
        return None, None
    read = read_order(order, on=on)
    place = order.tenders.index(part)
    if part.reference:
        sentence = "Points have no reference: the server writes one."
        raise ReferenceInvalid(field=f"payments.{place}.reference", sentence=sentence, next_step="Leave it empty.")
    customer = customer_by_mobile(read.mobile)
    if customer is not None and lock:
        spending.lock(customer.pk)
    try:
        return part, spending.count(customer_id=customer.pk if customer else None, amount=part.amount, bill=order.expected_price, at=at)
    except PointsUneven as no:
        no.field = f"payments.{place}.amount"
        raise
