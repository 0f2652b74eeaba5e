"""Giving points."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause, Earning
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import entry_of
from loyalty.ledger.services.accounts import locked_or_opened
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Part
from loyalty.ledger.services.upkeep import opened


@act
def earn(*, customer_id: int, points: int, cause: Cause, live_from: datetime, expires_at: datetime | None) -> Entry:
    """Give points, pending while `live_from` lies after the cause's instant; live ones pay debt at once.

    The same source again gives its first entry and changes nothing. ValueErrors as in `Earning`.
    """
    earning = Earning(customer_id=customer_id, points=points, cause=cause, live_from=live_from, expires_at=expires_at)
    account = locked_or_opened(customer_id, at=cause.at)
    if first := entry_of(Kind.EARN, cause.source):
        return first
    book = opened(account, at=cause.at)
    lot = book.issue(points=points, live_from=live_from, expires_at=expires_at, pending=earning.pending)
    entry = book.post(Kind.EARN, cause, [Part(lot, points=points)])
    book.pay_debt(cause)
    book.close()
    return entry
