"""Settling a claim: one transaction in which the promise is honoured. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError

from stores.models import Store
from upgrade_program.buyback.enums import Owed, State
from upgrade_program.buyback.events import ClaimSettled
from upgrade_program.buyback.models import BrandEntry, Claim, Handset, PurchaseVoucher, Settlement
from upgrade_program.buyback.refusals import AlreadySettled, BillUsed, ExcessNotAcknowledged, NewPhoneTaken, SamePhone
from upgrade_program.buyback.services.locking import check_goes_on, locked_to_settle, require_counter
from upgrade_program.buyback.services.new_phone import NewPhone, ReadPhone, check_phone, read_phone
from upgrade_program.buyback.services.offering import bound_to, subject_of
from upgrade_program.buyback.services.overriding import EXTENSION, OVERRIDE
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.services.vouchers import issue_voucher
from upgrade_program.buyback.valuation import Exchange, exchange
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import financial_year
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.otp.services import consume
from upgrade_program.plans.services import redeem

_LAWS: dict[str, type[Refused]] = {
    "one_standing_settlement_a_plan": AlreadySettled,
    "a_new_phone_settles_once": NewPhoneTaken,
    "a_new_phones_bill_settles_once_a_year": BillUsed,
    "the_new_phone_is_another_phone": SamePhone,
}


def settle_claim(*, number: str, new_phone: NewPhone, excess_acknowledged: bool, actor: Actor, at: datetime, on: date) -> Settlement:
    """Honour a claim against a new phone at the actor's store, and give the settlement.

    Everything stands or nothing does: the customer's code is used up, plan redeemed, exchange, purchase voucher, register and stock row,
    claim against the brand, news and audit. Of any number of attempts at once exactly one succeeds.
    Refuses a claim that was not offered (`claim_state`), is over (`claim_lapsed`) or settled (`plan_not_live`), a code not given
    (`otp_wrong`, `otp_expired`; `confirm_offer` compares it), a phone that cannot be taken (`new_phone_not_eligible`, `no_srp`), a low
    price unless a manager settles (`approval_required`), and an excess nobody acknowledged (`excess_not_acknowledged`).
    """
    require_counter(actor)
    phone = read_phone(new_phone, at=at)
    try:
        with act_transaction():
            claim = locked_to_settle(actor=actor, number=number)
            check_goes_on(claim, State.OFFERED, State.ACCEPTED, on=on)
            check_phone(phone, claim=claim, actor=actor)
            given = exchange(claim.payable or ZERO, price=phone.price)
            if given.excess and not excess_acknowledged:
                raise ExcessNotAcknowledged(excess=rupees_text(given.excess))
            accept(claim, actor=actor, at=at)
            return _write(claim, phone, given, acknowledged=excess_acknowledged, actor=actor, at=at, on=on)
    except IntegrityError as broken:
        refusal = _LAWS.get(getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal() from broken


def accept(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Use up the customer's code for a locked, offered claim: it is accepted. One accepted before stays as it is."""
    if claim.state != State.OFFERED:
        return
    consume(**bound_to(claim, actor=actor), at=at)
    claim.state = State.ACCEPTED.value
    claim.accepted_at = at
    claim.save(update_fields=["state", "accepted_at"])


def _write(claim: Claim, phone: ReadPhone, given: Exchange, *, acknowledged: bool, actor: Actor, at: datetime, on: date) -> Settlement:
    plan = claim.plan
    post = require_counter(actor)
    known = {store.pk: store for store in (plan.store, claim.store)}
    store = known.get(post.store_id) or Store.objects.get(pk=post.store_id)
    voucher = issue_voucher(claim=claim, store=store, amount=given.amount, at=at, on=on)
    settlement = Settlement.objects.create(
        claim=claim,
        plan=plan,
        store=store,
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
        excess_acknowledged=acknowledged,
        voucher=voucher,
    )
    _take_in(settlement, claim, voucher)
    BrandEntry.objects.create(
        cause=f"settlement:{settlement.pk}:settled",
        kind=Owed.EXCHANGE.value,
        store=store,
        plan=plan,
        settlement=settlement,
        document=voucher.number,
        amount=given.amount,
        on=on,
        at=at,
    )
    redeem(plan=plan, at=at)
    claim.state = State.SETTLED.value
    claim.ended_at, claim.ended_by_id = at, actor.staff_id
    claim.save(update_fields=["state", "ended_at", "ended_by"])
    lapse_approvals(kind=OVERRIDE, subject=subject_of(claim), at=at)
    lapse_approvals(kind=EXTENSION, subject=f"plan:{plan.pk}", at=at)
    tell(
        ClaimSettled(
            claim_id=claim.pk,
            plan_id=plan.pk,
            store_id=store.pk,
            at=at.isoformat(),
            settlement_id=settlement.pk,
            customer_id=plan.customer_id,
            exchange=str(given.amount),
            price=str(phone.price),
            paid_with_points=f"{ZERO:.2f}",
            sku=phone.offer.sku,
            brand=phone.offer.brand,
            model_id=phone.offer.model_id,
        ),
        at=at,
    )
    note(
        claim,
        verb="settled",
        actor=actor,
        at=at,
        before="accepted",
        settlement=settlement.pk,
        exchange=given.amount,
        forfeited=given.excess,
        voucher=voucher.number,
        plan_status=str(plan.status),
    )
    return settlement


def _take_in(settlement: Settlement, claim: Claim, voucher: PurchaseVoucher) -> None:
    """The old phone enters the settling store's quarantine stock, which is its used-goods register as well."""
    seen = voucher.seller["id"]
    Handset.objects.create(
        settlement=settlement,
        store_id=settlement.store_id,
        taken_at=settlement.settled_at,
        taken_on=settlement.settled_on,
        device=claim.plan.device,
        imei=claim.handset_imei,
        answers=claim.answers,
        seller_name=claim.plan.customer_name,
        id_kind=seen.get("type", ""),
        id_last4=seen.get("last4", ""),
        voucher_number=voucher.number,
        amount=voucher.amount,
    )
