"""Upgrade: a claim is opened, looked at, offered, settled, or ends otherwise. Loyalty joins these acts here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from loyalty.spending import services as spending
from loyalty.spending.queries import used_for
from loyalty.spending.refunding import Refund
from upgrade_program.billing.enums import Method
from upgrade_program.billing.refusals import PaymentMismatch
from upgrade_program.billing.services import Tender, open_collection, refund_bill
from upgrade_program.buyback.enums import State, View
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.queries import claim_for
from upgrade_program.buyback.services import (
    NewPhone,
    OfferCode,
    confirm_offer,
    make_offer,
    open_claim,
    reverse_settlement,
    settle_claim,
)
from upgrade_program.buyback.services.locking import check_state, require_manager_at_work
from upgrade_program.buyback.valuation import exchange
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.queries import plan_for
from upgrade_program.usecases.points import source_of
from upgrade_program.usecases.refunding import RefundPreview, Shortfall, preview_of, take_for_shortfall

__all__ = [
    "NewPhone",
    "OfferCode",
    "Shortfall",
    "confirm",
    "offer",
    "open_at",
    "refund_preview",
    "reversal_preview",
    "reverse",
    "settle",
    "settle_confirmed",
]


def open_at(*, actor: Actor, number: str, handset_imei: str, at: datetime, on: date, views: Sequence[View] = (), token: str = "") -> Claim:
    """Open a claim on the plan of a number as `buyback.services.open_claim` promises and refuses; unknown numbers are `not_found`.

    `token` is the code of what the customer reserved online.
    """
    plan = plan_for(actor, number)
    return open_claim(plan=plan, handset_imei=handset_imei, actor=actor, at=at, on=on, views=views, token=token)


def offer(*, actor: Actor, claim: str, address: str, at: datetime, on: date) -> tuple[Claim, OfferCode]:
    """Make the offer and send the customer's code, as `buyback.services.make_offer` promises and refuses."""
    return make_offer(number=claim, actor=actor, address=address, at=at, on=on)


def confirm(*, actor: Actor, claim: str, code: str, at: datetime, on: date, points: Sequence[Decimal] = (), price: Decimal = ZERO) -> None:
    """Compare the code ahead of `settle`, outside of any transaction; `buyback.services.confirm_offer` says what is refused.

    `points` are rupees of the new phone's `price` to be paid with points: refused before the code is looked at where they cannot be.
    """
    amount = _in_one(points)
    if amount is not None:
        found = claim_for(actor, claim)
        given = exchange(found.payable or ZERO, price=price)
        spending.count(customer_id=found.plan.customer_id, amount=amount, bill=price, rest=price - given.amount, at=at)
    confirm_offer(number=claim, code=code, actor=actor, at=at, on=on)


def settle(
    *,
    actor: Actor,
    claim: str,
    new_phone: NewPhone,
    excess_acknowledged: bool,
    at: datetime,
    on: date,
    points: Sequence[Decimal] = (),
) -> Settlement:
    """Settle as `buyback.services.settle_claim` promises and refuses; `points` are rupees of the new phone's bill paid with points.

    They are spent with the settlement, by the plan's customer, who says yes to it with their own code. Refuses `points_insufficient`,
    `points_below_minimum` and `points_over_share`: the share counts of the phone's price, and never more than the exchange leaves to pay.
    """
    amount = _in_one(points)
    if amount is None:
        return settle_claim(number=claim, new_phone=new_phone, excess_acknowledged=excess_acknowledged, actor=actor, at=at, on=on)
    found = claim_for(actor, claim)
    customer_id, source = found.plan.customer_id, source_of(found)
    with act_transaction():
        spending.lock(customer_id)
        done = settle_claim(
            number=claim,
            new_phone=new_phone,
            excess_acknowledged=excess_acknowledged,
            actor=actor,
            at=at,
            on=on,
            paid_with_points=amount,
        )
        rest = done.new_price - done.exchange
        payment = spending.count(customer_id=customer_id, amount=amount, bill=done.new_price, rest=rest, at=at)
        tender = Tender(method=Method.POINTS.value, amount=amount, reference=str(payment.points))
        open_collection(store_id=done.store_id, tenders=[tender], amount=amount, at=at, on=on, bill=":".join(source))
        spending.spend(payment, source=source, actor=actor, at=at)
    return done


def settle_confirmed(
    *,
    actor: Actor,
    claim: str,
    new_phone: NewPhone,
    code: str,
    excess_acknowledged: bool,
    at: datetime,
    on: date,
    points: Sequence[Decimal] = (),
) -> Settlement:
    """`confirm`, then `settle`, where no idempotency key stands between the two."""
    confirm(actor=actor, claim=claim, code=code, at=at, on=on, points=points, price=new_phone.price)
    return settle(actor=actor, claim=claim, new_phone=new_phone, excess_acknowledged=excess_acknowledged, at=at, on=on, points=points)


def refund_preview(*, actor: Actor, claim: str, at: datetime) -> RefundPreview:
    """What reversing the settlement of a claim would give back and take, told to whom reversing it is.

    Refuses (`forbidden`) all but a manager of the settling store, and (`claim_state`) a claim that is not settled.
    """
    require_manager_at_work(actor, sentence="Only a manager reverses a settlement.")
    found = claim_for(actor, claim)
    check_state(found, [State.SETTLED])
    if not Settlement.objects.filter(claim=found, store_id=actor.store_id or 0).exists():
        raise Forbidden(sentence="A settlement is reversed at the store that settled it.", next_step="Ask the manager there.")
    return preview_of(found, at=at)


def reversal_preview(*, actor: Actor, claim: str, at: datetime) -> Refund:
    """What reversing the settlement of a claim does to the customer's points."""
    return preview_of(claim_for(actor, claim), at=at).points


def reverse(*, actor: Actor, claim: str, reason: str, at: datetime, on: date, shortfall: Shortfall = Shortfall.OWE) -> Settlement:
    """Take a settlement back as `buyback.services.reverse_settlement` promises and refuses.

    The points that paid a part of the new phone's bill come back as points. `shortfall` is that of `usecases.cancel.cancel`.
    """
    require_manager_at_work(actor, sentence="Only a manager reverses a settlement.")
    found = claim_for(actor, claim)
    source = source_of(found)
    used = used_for(source)
    if used is None and shortfall is Shortfall.OWE:
        return reverse_settlement(number=claim, reason=reason, actor=actor, at=at, on=on)
    with act_transaction():
        spending.lock(used.customer_id if used else found.plan.customer_id)
        missing = preview_of(found, at=at) if shortfall is Shortfall.PAY else None
        done = reverse_settlement(number=claim, reason=reason, actor=actor, at=at, on=on)
        if used is not None:
            refund_bill(bill=":".join(source), at=at)
            spending.give_back(used, source=source, actor=actor, at=at)
        if missing is not None:
            take_for_shortfall(missing, act=found, actor=actor, at=at, on=on)
    return done


def _in_one(points: Sequence[Decimal]) -> Decimal | None:
    """The rupees to be paid with points; refuses (`payment_mismatch`) points given in several parts."""
    if len(points) > 1:
        raise PaymentMismatch(sentence="Points stand here twice.", next_step="Put them into one amount.")
    return points[0] if points else None
