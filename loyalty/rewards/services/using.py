"""A store takes the code of a redemption in: a voucher against a bill, a member's price for a refurbished phone."""

from __future__ import annotations

from datetime import datetime

from loyalty.rewards.enums import AT_THE_COUNTER, State
from loyalty.rewards.models import Redemption
from loyalty.rewards.queries import redemption_for
from loyalty.rewards.refusals import CodeOver, NotTakenHere
from loyalty.rewards.services.locking import locked_issued
from loyalty.rewards.services.permission import require_counter
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text


def use_redemption(*, number: str, bill: str, actor: Actor, at: datetime) -> Redemption:
    """Note that a store has taken a redemption's code in, against a bill; it can then neither be used again nor cancelled.

    Any store's staff. Refuses one used or cancelled or past its last day (`redemption_over`), and what stores do not take:
    partners' codes and goods (`redemption_not_taken_here`). The bill's number is needed (`reason_required`).
    """
    require_counter(actor)
    found = redemption_for(actor, number)
    bill = checked_reason(bill)
    if found.reward.kind not in AT_THE_COUNTER:
        raise NotTakenHere(what=found.reward.get_kind_display().lower())
    with act_transaction():
        row = locked_issued(found)
        if row.good_through and local_day(at) > row.good_through:
            raise CodeOver(day=day_text(row.good_through))
        row.state, row.ended_at, row.reason = State.USED.value, at, bill
        row.ended_by_id, row.ended_store_id = actor.staff_id, actor.store_id
        row.save(update_fields=["state", "ended_at", "reason", "ended_by", "ended_store"])
        audit(
            actor=actor,
            at=at,
            verb="reward.used",
            subject=f"redemption:{row.pk}",
            before={"state": "issued"},
            after={"state": "used"},
            reason=bill,
        )
    return row
