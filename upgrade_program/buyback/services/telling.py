"""What every act on a claim writes last: its news and its audit row, on the plan's own history."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor


def note(
    claim: Claim, *, verb: str, actor: Actor, at: datetime, before: str = "", reason: str = "", chain: int | None = None, **facts: object
) -> None:
    """One audit row about the claim, under its plan; call it last.

    In the chain of the store where it was done, unless the act writes in another: an act that locks two of them could tie a knot.
    """
    where = actor.store_id if chain is None else chain
    audit(
        actor=actor,
        at=at,
        verb=f"claim.{verb}",
        subject=f"plan:{claim.plan_id}",
        before={"state": before} if before else None,
        after={"claim": claim.pk, "state": str(claim.state), **facts},
        reason=reason,
        chain=claim.store_id if where is None else where,
    )
