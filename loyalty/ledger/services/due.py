"""What the dates of lots bring about, for many accounts at once; late, doubled or missing without harm."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.enums import LotState
from loyalty.ledger.models import Lot
from loyalty.ledger.services.accounts import locked_account
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.upkeep import opened


def mature_due(*, at: datetime, limit: int = 5000) -> int:
    """Let due points live, of up to `limit` lots; gives how many."""
    due = Lot.objects.filter(state=str(LotState.PENDING), remaining__gt=0, live_from__lte=at).order_by("live_from", "id")
    return _settle([(lot.pk, lot.account_id) for lot in due[:limit]], at=at)


def expire_due(*, at: datetime, limit: int = 5000) -> int:
    """Take what remains of dead lots, up to `limit` of them; gives how many."""
    due = Lot.objects.filter(remaining__gt=0, expires_at__lte=at).order_by("expires_at", "id")
    return _settle([(lot.pk, lot.account_id) for lot in due[:limit]], at=at)


def _settle(due: list[tuple[int, int]], *, at: datetime) -> int:
    for account_id in sorted({account for _, account in due}):
        _bring_up_to_date(account_id, at=at)
    return len(due)


@act
def _bring_up_to_date(account_id: int, *, at: datetime) -> None:
    opened(locked_account(account_id), at=at).close()
