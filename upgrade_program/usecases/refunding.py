"""What taking a sale or a settlement back means in money and points, told beforehand; and cash for points that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.spending import services as spending
from loyalty.spending.refunding import Refund, refund_preview
from upgrade_program.billing.enums import Method, PaymentState
from upgrade_program.billing.models import Payment
from upgrade_program.billing.services import Tender, open_collection
from upgrade_program.buyback.models import Claim
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.points import source_of


class Shortfall(StrEnum):
    """What becomes of earned points that the customer has spent meanwhile: owed as a debt of points, or paid for in cash."""

    OWE = "owe"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """Money back by method, in the order it was paid, points left out; and what happens to points."""

    money: tuple[Payment, ...]
    points: Refund

    @property
    def cash(self) -> Decimal:
        """Cash that goes back to the customer."""
        return sum((part.amount for part in self.money if part.method == Method.CASH), ZERO)

    @property
    def cash_if_paid(self) -> Decimal:
        """The same less what is paid for missing points; below zero is what the customer puts down on top."""
        return self.cash - self.points.worth


def preview_of(act: Plan | Claim, *, at: datetime) -> RefundPreview:
    """What taking the act back at an instant would do."""
    received: tuple[Payment, ...] = ()
    if isinstance(act, Plan):
        rows = Payment.objects.filter(collection=act.collection_id, state=PaymentState.RECEIVED).exclude(method=Method.POINTS)
        received = tuple(rows.order_by("id"))
    return RefundPreview(money=received, points=refund_preview(source_of(act), at=at))


def take_for_shortfall(preview: RefundPreview, *, act: Plan | Claim, actor: Actor, at: datetime, on: date) -> None:
    """Take cash for the points that are missing, as a payment of its own, and give the points it buys; nothing where none are missing.

    The refund itself stays whole, as the credit note says it: the drawer holds both, and the day report tells them apart.
    """
    missing = preview.points
    if not missing.shortfall or missing.customer_id is None:
        return
    if actor.store_id is None:
        raise Forbidden
    kind, pk = source_of(act)
    cash = Tender(method=Method.CASH.value, amount=missing.worth)
    open_collection(store_id=actor.store_id, tenders=[cash], amount=missing.worth, at=at, on=on, bill=f"points:{kind}:{pk}")
    spending.make_good(customer_id=missing.customer_id, points=missing.shortfall, paid=missing.worth, source=(kind, pk), actor=actor, at=at)
