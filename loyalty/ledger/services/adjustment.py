"""Giving or taking points by hand. Who may, and how many, others decide."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import entry_of
from loyalty.ledger.refusals import SourceUsed
from loyalty.ledger.services.accounts import locked_or_opened
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Part, take
from loyalty.ledger.services.spending import book_to_spend, require
from loyalty.ledger.services.upkeep import opened


@act
def adjust(*, customer_id: int, points: int, cause: Cause, expires_at: datetime | None = None) -> Entry:
    """Give live points (which pay debt at once), or with a minus take them as a redemption does, never below zero.

    The same source and points give the first entry again. Refuses `points_insufficient` and `source_used`. No points are a ValueError.
    """
    if points == 0:
        raise ValueError("an adjustment changes something")
    if expires_at is not None and expires_at <= cause.at:
        raise ValueError("points live before they expire")
    takes = points < 0
    book = book_to_spend(customer_id, -points, cause) if takes else opened(locked_or_opened(customer_id, at=cause.at), at=cause.at)
    if first := entry_of(Kind.ADJUST, cause.source):
        if first.d_available != points:
            raise SourceUsed
        return first
    if takes:
        require(book, -points)
        parts = take(book.spendable(at=cause.at), -points)
    else:
        parts = [Part(book.issue(points=points, live_from=cause.at, expires_at=expires_at), points=points)]
    entry = book.post(Kind.ADJUST, cause, parts)
    book.pay_debt(cause)
    book.close()
    return entry
