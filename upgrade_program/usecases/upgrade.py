"""Upgrade: a claim is opened, looked at, offered, settled, or ends otherwise. Loyalty joins these acts here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from upgrade_program.billing.refusals import PointsInsufficient
from upgrade_program.buyback.enums import View
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.refusals import TokenUsed
from upgrade_program.buyback.services import (
    NewPhone,
    OfferCode,
    confirm_offer,
    make_offer,
    open_claim,
    reverse_settlement,
    settle_claim,
)
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.queries import plan_for

__all__ = ["NewPhone", "OfferCode", "confirm", "offer", "open_at", "reverse", "settle", "settle_confirmed"]


def open_at(*, actor: Actor, number: str, handset_imei: str, at: datetime, on: date, views: Sequence[View] = (), token: str = "") -> Claim:
    """Open a claim on the plan of a number as `buyback.services.open_claim` promises and refuses; unknown numbers are `not_found`.

    `token` is one reserved online; none has been given out yet, so any is refused (`token_used`).
    """
    if token:
        raise TokenUsed
    return open_claim(plan=plan_for(actor, number), handset_imei=handset_imei, actor=actor, at=at, on=on, views=views)


def offer(*, actor: Actor, claim: str, address: str, at: datetime, on: date) -> tuple[Claim, OfferCode]:
    """Make the offer and send the customer's code, as `buyback.services.make_offer` promises and refuses."""
    return make_offer(number=claim, actor=actor, address=address, at=at, on=on)


def confirm(*, actor: Actor, claim: str, code: str, at: datetime, on: date, points: Sequence[Decimal] = ()) -> None:
    """Compare the code ahead of `settle`, outside of any transaction; `buyback.services.confirm_offer` says what is refused.

    `points` are amounts the customer would pay with points: no customer has any yet (`points_insufficient`).
    """
    if points:
        raise PointsInsufficient(field="payments.0.method")
    confirm_offer(number=claim, code=code, actor=actor, at=at, on=on)


def settle(*, actor: Actor, claim: str, new_phone: NewPhone, excess_acknowledged: bool, at: datetime, on: date) -> Settlement:
    """Settle as `buyback.services.settle_claim` promises and refuses."""
    return settle_claim(number=claim, new_phone=new_phone, excess_acknowledged=excess_acknowledged, actor=actor, at=at, on=on)


def settle_confirmed(
    *, actor: Actor, claim: str, new_phone: NewPhone, code: str, excess_acknowledged: bool, at: datetime, on: date
) -> Settlement:
    """`confirm`, then `settle`, where no idempotency key stands between the two."""
    confirm(actor=actor, claim=claim, code=code, at=at, on=on)
    return settle(actor=actor, claim=claim, new_phone=new_phone, excess_acknowledged=excess_acknowledged, at=at, on=on)


def reverse(*, actor: Actor, claim: str, reason: str, at: datetime, on: date) -> Settlement:
    """Take a settlement back as `buyback.services.reverse_settlement` promises and refuses."""
    return reverse_settlement(number=claim, reason=reason, actor=actor, at=at, on=on)
