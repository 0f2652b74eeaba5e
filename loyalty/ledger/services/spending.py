"""Taking points for a discount or a reward: soonest-expiring first, undated last, then oldest."""

from __future__ import annotations

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import entry_of
from loyalty.ledger.refusals import PointsInsufficient, SourceUsed
from loyalty.ledger.services.accounts import locked
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Book, take
from loyalty.ledger.services.upkeep import opened


@act
def redeem(*, customer_id: int, points: int, cause: Cause) -> Entry:
    """Spend points. The same source with the same points gives its first entry and changes nothing.

    Refuses `points_insufficient`, and `source_used` for a source that already spent another number. Points under one are a ValueError.
    """
    book = book_to_spend(customer_id, points, cause)
    if first := entry_of(Kind.REDEEM, cause.source):
        return said_before(first, points)
    require(book, points)
    entry = book.post(Kind.REDEEM, cause, take(book.spendable(at=cause.at), points))
    book.close()
    return entry


def book_to_spend(customer_id: int, points: int, cause: Cause) -> Book:
    """The locked book of a member who is to spend; refuses who has no account as who has no points."""
    if points < 1:
        raise ValueError("at least one point is spent")
    account = locked(customer_id)
    if account is None:
        raise PointsInsufficient(available=0, points=points)
    return opened(account, at=cause.at)


def require(book: Book, points: int) -> None:
    """Refuse (`points_insufficient`) more than can be spent."""
    if book.account.available < points:
        raise PointsInsufficient(available=book.account.available, points=points)


def said_before(first: Entry, points: int) -> Entry:
    """The entry of a source that comes again; refuses (`source_used`) another number of points."""
    if abs(first.d_available) != points:
        raise SourceUsed
    return first
