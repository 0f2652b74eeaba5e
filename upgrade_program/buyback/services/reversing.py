"""Taking a settlement back because the new phone was returned. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.buyback.enums import Owed, State, Stock
from upgrade_program.buyback.events import ClaimReversed
from upgrade_program.buyback.models import BrandEntry, Handset, Settlement
from upgrade_program.buyback.refusals import ClaimNotThere, OwnSettlement
from upgrade_program.buyback.services.ending import checked_reason
from upgrade_program.buyback.services.locking import check_state, locked, require_manager_at_work
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.services.vouchers import return_voucher
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.plans.services import reinstate


def reverse_settlement(*, number: str, reason: str, actor: Actor, at: datetime, on: date) -> Settlement:
    """Undo a settlement: the old phone is handed back, and the plan lives on with its original dates (or has expired meanwhile).

    A manager of the settling store, or of the one it was handed to, and never the settler (`self_approval`), with a reason. Refuses a
    claim that is not settled (`claim_state`) and one whose old phone has left the store's stock already.
    """
    require_manager_at_work(actor, sentence="Only a manager reverses a settlement.")
    words = checked_reason(reason)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_state(claim, [State.SETTLED])
        settlement = Settlement.objects.select_for_update(of=("self",)).select_related("voucher__store").get(claim=claim)
        if not actor.manages(settlement.store_id):
            raise Forbidden(sentence="A settlement is reversed at the store that settled it.", next_step="Ask the manager there.")
        if settlement.settled_by_id == actor.staff_id:
            raise OwnSettlement
        _hand_back(settlement, at=at)
        settlement.return_voucher = return_voucher(purchase=settlement.voucher, reason=words, at=at, on=on)
        settlement.reversed_at, settlement.reversed_by_id, settlement.reversal_reason = at, actor.staff_id, words
        settlement.save(update_fields=["return_voucher", "reversed_at", "reversed_by", "reversal_reason"])
        BrandEntry.objects.create(
            cause=f"settlement:{settlement.pk}:reversed",
            kind=Owed.EXCHANGE_REVERSED.value,
            store_id=settlement.store_id,
            plan_id=settlement.plan_id,
            settlement=settlement,
            document=settlement.return_voucher.number,
            amount=-settlement.exchange,
            on=on,
            at=at,
        )
        reinstate(plan=claim.plan, at=at, on=on)
        claim.state = State.REVERSED.value
        claim.save(update_fields=["state"])
        tell(
            ClaimReversed(
                claim_id=claim.pk,
                plan_id=claim.plan_id,
                store_id=settlement.store_id,
                at=at.isoformat(),
                settlement_id=settlement.pk,
                customer_id=claim.plan.customer_id,
                exchange=str(settlement.exchange),
            ),
            at=at,
        )
        note(
            claim,
            verb="reversed",
            actor=actor,
            at=at,
            before="settled",
            reason=words,
            settlement=settlement.pk,
            voucher=settlement.return_voucher.number,
            plan_status=str(claim.plan.status),
        )
    return settlement


def _hand_back(settlement: Settlement, *, at: datetime) -> None:
    handset = Handset.objects.select_for_update().get(settlement=settlement)
    if handset.state != Stock.QUARANTINE:
        raise ClaimNotThere(
            sentence="The old phone has left the store with the brand's pick-up: it cannot be handed back.",
            next_step="Head office has to settle this with the brand.",
        )
    handset.state, handset.left_at = Stock.RETURNED.value, at
    handset.save(update_fields=["state", "left_at"])
