"""All points of a member whose membership ends for good."""

from __future__ import annotations

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import entry_of
from loyalty.ledger.refusals import PointsOnHold
from loyalty.ledger.services.accounts import locked
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Part
from loyalty.ledger.services.upkeep import opened


@act
def forfeit(*, customer_id: int, cause: Cause) -> Entry | None:
    """Take every point of a member's own account, pending or live; what is owed stays owed in the journal. None where there was none.

    The same source again gives the first entry. Refuses `points_on_hold` while a payment is on its way. Of a member who was merged into
    another nothing is taken: those points are the other's.
    """
    account = locked(customer_id)
    if account is None or account.customer_id != customer_id:
        return None
    book = opened(account, at=cause.at)
    if book.account.held:
        raise PointsOnHold(points=book.account.held)
    if first := entry_of(Kind.FORFEIT, cause.source):
        return first
    going = [lot for lot in book.lots if lot.remaining]
    entry = book.post(Kind.FORFEIT, cause, [Part(lot, points=-lot.remaining) for lot in going]) if going else None
    for lot in going:
        book.end(lot)
    book.close()
    return entry
