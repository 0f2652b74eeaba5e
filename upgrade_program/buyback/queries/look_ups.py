"""What look-ups said of a claim's phone that did not pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stores.models import StaffUser
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.audit.queries import rows_for


@dataclass(frozen=True, slots=True)
class BlockedLookUp:
    """When, by whom and from which register an IMEI was found blocked; the reference is the register's own, if it gave one."""

    at: datetime
    by: str
    source: str
    reference: str


def blocked_look_up(claim: Claim) -> BlockedLookUp | None:
    """The newest look-up that found the claim's phone blocked, if there was one."""
    row = rows_for(f"plan:{claim.plan_id}").filter(verb="claim.looked_up", after__claim=claim.pk).last()
    if row is None or row.after is None:
        return None
    by = StaffUser.objects.filter(pk=row.actor_id or 0).first()
    return BlockedLookUp(
        at=row.at, by=by.name if by else "", source=str(row.after.get("source", "")), reference=str(row.after.get("reference", ""))
    )
