"""What the dates of lots bring about, for thousands of accounts at once; late, doubled or missing without harm.

Accounts that somebody else is just using are left for the next round: whoever acts on one brings it up to date first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet

from loyalty.ledger.enums import LotState
from loyalty.ledger.models import Account, Lot
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.upkeep import opened
from upgrade_program.kernel.actor import SYSTEM

_FOLDER = Path(__file__).parent
_MATURE, _EXPIRE = (_FOLDER / "maturing.sql").read_text(), (_FOLDER / "expiry.sql").read_text()


@dataclass(frozen=True, slots=True)
class _Due:
    lot_id: int
    account_id: int
    by_itself: bool  # the order of what happened to this account matters, so its own book is opened


@act
def mature_due(*, at: datetime, limit: int = 5000) -> int:
    """Let due points live, of up to `limit` lots, and pay debt with them; gives how many lots there were."""
    lots = Lot.objects.filter(state=str(LotState.PENDING), remaining__gt=0, live_from__lte=at).order_by("live_from", "id")
    return _settle(lots[:limit], _MATURE, at=at)


@act
def expire_due(*, at: datetime, limit: int = 5000) -> int:
    """Take what remains, not what is held, of up to `limit` dead lots; gives how many lots there were."""
    lots = Lot.objects.filter(remaining__gt=0, expires_at__lte=at).order_by("expires_at", "id")
    return _settle(lots[:limit], _EXPIRE, at=at)


def _settle(lots: QuerySet[Lot], statement: str, *, at: datetime) -> int:
    rows = lots.values_list("pk", "account_id", "state", "expires_at")
    due = [_Due(pk, account, state == LotState.PENDING and ends is not None and ends <= at) for pk, account, state, ends in rows]
    accounts = Account.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    mine = {account.pk: account for account in accounts.filter(pk__in={one.account_id for one in due})}
    alone = {one.account_id for one in due if one.by_itself} | {pk for pk, account in mine.items() if account.debt}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"accounts": [pk for pk in mine if pk not in alone], "at": at, "actor": str(SYSTEM.role)})
        settled: int = cursor.fetchone()[0]
    for pk in sorted(alone & mine.keys()):
        opened(mine[pk], at=at).close()
        settled += sum(one.account_id == pk for one in due)
    return settled
