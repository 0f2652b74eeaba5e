"""Taking a redemption back while nothing was made of it."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import restore
from loyalty.rewards.enums import Kind, State
from loyalty.rewards.events import RewardCancelled
from loyalty.rewards.models import Download, Redemption
from loyalty.rewards.queries import redemption_for
from loyalty.rewards.refusals import Downloaded, NotCancellable
from loyalty.rewards.services.catalogue import give_one_back
from loyalty.rewards.services.locking import locked_issued
from loyalty.rewards.services.permission import require_canceller
from stores.checking import checked_reason
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor


def cancel_redemption(*, number: str, reason: str, actor: Actor, at: datetime) -> Redemption:
    """Cancel a redemption that was not used: the points go back to the lots they came from, the piece to the stock, the code to nobody.

    A manager of the store where it was had, with a reason; head office for what a member had alone. Refuses one used or cancelled
    (`redemption_over`), files that were downloaded (`redemption_over`) and partners' codes (`redemption_not_cancellable`).
    """
    found = redemption_for(actor, number)
    require_canceller(actor, found)
    reason = checked_reason(reason)
    if found.reward.kind == Kind.PARTNER:
        raise NotCancellable(partner=found.reward.partner)
    with act_transaction():
        row = locked_issued(found)
        _close_links(row, at=at)
        cause = Cause(
            source_type="reward",
            source_id=f"{row.number}:cancelled",
            at=at,
            actor=actor,
            store_id=actor.store_id,
            facts={"reward": row.reward.key, "title": row.reward.name, "points": str(row.points)},
            note=reason[:200],
        )
        row.restored = restore(entry_id=row.entry_id, in_all=row.points, cause=cause)
        give_one_back(row.reward)
        row.state, row.ended_at, row.reason = State.CANCELLED.value, at, reason
        row.ended_by_id, row.ended_store_id = actor.staff_id, actor.store_id
        row.save(update_fields=["restored", "state", "ended_at", "reason", "ended_by", "ended_store"])
        news = RewardCancelled(
            redemption_id=row.pk, customer_id=row.customer_id, reward=row.reward.key, points=row.points, at=at.isoformat()
        )
        tell(news, at=at)
        audit(
            actor=actor,
            at=at,
            verb="reward.cancelled",
            subject=f"redemption:{row.pk}",
            before={"state": "issued"},
            after={"state": "cancelled", "points": row.points},
            reason=reason,
            chain=row.store_id or 0,
        )
    return row


def _close_links(row: Redemption, *, at: datetime) -> None:
    """The link first: a download under way has locked it, and is then seen."""
    row.links.filter(revoked_at=None).update(revoked_at=at)
    if Download.objects.filter(link__redemption=row).exists():
        raise Downloaded
