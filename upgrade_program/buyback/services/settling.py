"""Settling a claim: one transaction in which the promise is honoured. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection

from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.refusals import AlreadySettled, BillUsed, ExcessNotAcknowledged, NewPhoneTaken, SamePhone
from upgrade_program.buyback.services.locking import check_goes_on, check_not_over, require_counter
from upgrade_program.buyback.services.new_phone import NewPhone, check_phone, read_phone
from upgrade_program.buyback.services.offering import bound_to
from upgrade_program.buyback.services.settling_at_once import write_at_once
from upgrade_program.buyback.services.settling_facts import settlement_facts
from upgrade_program.buyback.valuation import exchange
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound, Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import financial_year
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.otp.services import USE, unusable, usage

_LAWS: dict[str, type[Refused]] = {
    "one_standing_settlement_a_plan": AlreadySettled,
    "a_new_phone_settles_once": NewPhoneTaken,
    "a_new_phones_bill_settles_once_a_year": BillUsed,
    "the_new_phone_is_another_phone": SamePhone,
}
_ACCEPT = f"""
    WITH used AS ({USE})
    UPDATE buyback_claim SET state = %(state)s, accepted_at = %(at)s FROM used WHERE buyback_claim.id = %(claim)s
    RETURNING buyback_claim.id
"""  # noqa: S608  (built of this house's own words)


def settle_claim(
    *,
    number: str,
    new_phone: NewPhone,
    excess_acknowledged: bool,
    actor: Actor,
    at: datetime,
    on: date,
    paid_with_points: Decimal = ZERO,
) -> Settlement:
    """Honour a claim against a new phone at the actor's store, and give the settlement with its claim, plan and voucher.

    Everything stands or nothing does: the customer's code is used up, plan redeemed, exchange, purchase voucher, register and stock row,
    claim against the brand, news and audit. Of any number of attempts at once exactly one succeeds.
    `paid_with_points` are rupees of the new phone's bill, told with the news: whether they may be is the caller's affair.
    Refuses a phone that cannot be taken (`new_phone_not_eligible`, `no_srp`), a claim that was not offered (`claim_state`), is over
    (`claim_lapsed`) or settled (`plan_not_live`), a low price unless a manager settles (`approval_required`), an excess nobody
    acknowledged (`excess_not_acknowledged`), and a code not given (`otp_wrong`, `otp_expired`; `confirm_offer` compares it).
    """
    post = require_counter(actor)
    try:
        with act_transaction():
            facts = settlement_facts(number=number, new_phone=new_phone, store_id=post.store_id, at=at)
            phone = read_phone(new_phone, offer=facts.offer)
            claim = facts.claim
            if claim is None:
                raise NotFound(field="claim")
            check_not_over(claim.plan)
            check_goes_on(claim, State.OFFERED, State.ACCEPTED, on=on)
            check_phone(phone, claim=claim, is_own=facts.is_own, is_barred=facts.is_barred, actor=actor)
            given = exchange(claim.payable or ZERO, price=phone.price)
            if given.excess and not excess_acknowledged:
                raise ExcessNotAcknowledged(excess=rupees_text(given.excess))
            accept(claim, actor=actor, at=at)
            settlement = Settlement(
                claim=claim,
                plan=claim.plan,
                store=facts.store,
                settled_at=at,
                settled_on=on,
                settled_by_id=post.staff_id,
                payable=claim.payable,
                new_variant_id=phone.offer.variant_id,
                new_device=phone.offer.label,
                new_imei=phone.imei,
                new_srp=phone.srp,
                new_price=phone.price,
                bill_number=phone.bill_number,
                year=financial_year(on),
                exchange=given.amount,
                forfeited=given.excess,
                excess_acknowledged=excess_acknowledged,
            )
            return write_at_once(settlement, offer=phone.offer, paid_with_points=paid_with_points, actor=actor)
    except IntegrityError as broken:
        refusal = _LAWS.get(getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal() from broken


def accept(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Use up the customer's code for a locked, offered claim: it is accepted. One accepted before stays as it is."""
    if claim.state != State.OFFERED:
        return
    code = bound_to(claim, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPT, usage(**code, at=at) | {"claim": claim.pk, "state": State.ACCEPTED.value})
        accepted = cursor.fetchone()
    if accepted is None:
        raise unusable(**code, at=at)
    claim.state, claim.accepted_at = State.ACCEPTED.value, at
