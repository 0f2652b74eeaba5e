"""Which points become live next."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Min, Q, Sum

from loyalty.ledger.enums import LotState
from loyalty.ledger.models import Lot
from loyalty.ledger.queries.accounts import account_of
from stores.clock import local_day


def next_live(customer_id: int, *, at: datetime) -> tuple[date, int] | None:
    """The day on which the soonest pending points become available, and how many they are; None when none wait."""
    account = account_of(customer_id)
    waiting = Lot.objects.filter(account=account, state=LotState.PENDING, remaining__gt=0, live_from__gt=at)
    first = waiting.aggregate(first=Min("live_from"))["first"] if account else None
    if first is None:
        return None
    points = waiting.aggregate(points=Sum("remaining", filter=Q(live_from=first)))["points"]
    return local_day(first), int(points)
