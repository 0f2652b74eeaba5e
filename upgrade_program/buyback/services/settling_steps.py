"""Writing a settlement step by step, each room by its own verb: the path to read.

The settlements themselves are written by one statement (settling_at_once.sql); a test holds that both leave the same rows.
"""

from __future__ import annotations

from decimal import Decimal

from stores.models import Store
from upgrade_program.buyback.enums import Owed, State
from upgrade_program.buyback.events import ClaimSettled
from upgrade_program.buyback.models import BrandEntry, Handset, Settlement
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.buyback.services.overriding import EXTENSION, OVERRIDE
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.services.vouchers import issue_voucher
from upgrade_program.catalog.queries import Offer
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.services import redeem


def write_in_steps(settlement: Settlement, *, offer: Offer, paid_with_points: Decimal, actor: Actor) -> Settlement:
    """Store what was agreed, with all its rows: voucher, settlement, register and stock, the brand's debt, plan, claim, news and audit.

    Claim and plan are locked, and the claim is accepted. Refuses what the verbs refuse (`series_full`).
    """
    claim, plan, at = settlement.claim, settlement.plan, settlement.settled_at
    store = Store.objects.get(pk=settlement.store_id)
    settlement.voucher = issue_voucher(claim=claim, store=store, amount=settlement.exchange, at=at, on=settlement.settled_on)
    settlement.save(force_insert=True)
    _take_in(settlement)
    BrandEntry.objects.create(
        cause=f"settlement:{settlement.pk}:settled",
        kind=Owed.EXCHANGE.value,
        store_id=settlement.store_id,
        plan=plan,
        settlement=settlement,
        document=settlement.voucher.number,
        amount=settlement.exchange,
        on=settlement.settled_on,
        at=at,
    )
    redeem(plan=plan, at=at)
    claim.state = State.SETTLED.value
    claim.ended_at, claim.ended_by_id = at, settlement.settled_by_id
    claim.save(update_fields=["state", "ended_at", "ended_by"])
    lapse_approvals(kind=OVERRIDE, subject=subject_of(claim), at=at)
    lapse_approvals(kind=EXTENSION, subject=f"plan:{plan.pk}", at=at)
    tell(news_of(settlement, settlement_id=settlement.pk, offer=offer, paid_with_points=paid_with_points), at=at)
    note(
        claim,
        verb="settled",
        actor=actor,
        at=at,
        before="accepted",
        settlement=settlement.pk,
        exchange=settlement.exchange,
        forfeited=settlement.forfeited,
        voucher=settlement.voucher.number,
        plan_status=str(plan.status),
    )
    return settlement


def news_of(settlement: Settlement, *, settlement_id: int, offer: Offer, paid_with_points: Decimal) -> ClaimSettled:
    """What is told of a settlement that has this id, or will have; `offer` is the new phone's."""
    return ClaimSettled(
        claim_id=settlement.claim_id,
        plan_id=settlement.plan_id,
        store_id=settlement.store_id,
        at=settlement.settled_at.isoformat(),
        settlement_id=settlement_id,
        customer_id=settlement.plan.customer_id,
        exchange=str(settlement.exchange),
        price=str(settlement.new_price),
        paid_with_points=f"{paid_with_points:.2f}",
        sku=offer.sku,
        brand=offer.brand,
        model_id=offer.model_id,
    )


def _take_in(settlement: Settlement) -> None:
    """The old phone enters the settling store's quarantine stock, which is its used-goods register as well."""
    claim, voucher = settlement.claim, settlement.voucher
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
