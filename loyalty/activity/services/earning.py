"""Points of activity: one entry of the ledger a source, whatever is repeated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn
from loyalty.programme.queries import programme_at
from stores.clock import local_day, start_of_day
from upgrade_program.kernel.actor import SYSTEM, Actor

ONE_DAY = timedelta(days=1)


def expiry_of(live_from: datetime, *, at: datetime) -> datetime:
    """When points that become available at an instant die: at the end of the last day that the programme gives them."""
    return start_of_day(programme_at(at).last_day(local_day(live_from)) + ONE_DAY)


def give(
    *,
    customer_id: int,
    points: int,
    source: tuple[str, str],
    at: datetime,
    live_from: datetime | None = None,
    actor: Actor = SYSTEM,
    store_id: int | None = None,
    rule: str = "",
    facts: Mapping[str, str] | None = None,
) -> None:
    """Earn points for a source, available at once unless told; nothing for zero points."""
    if points < 1:
        return
    begins = max(live_from or at, at)
    cause = Cause(source_type=source[0], source_id=source[1], at=at, actor=actor, store_id=store_id, rule=rule, facts=dict(facts or {}))
    earn(customer_id=customer_id, points=points, cause=cause, live_from=begins, expires_at=expiry_of(begins, at=at))
