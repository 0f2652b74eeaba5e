"""Keeping points for a payment on its way, and what becomes of them."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import HoldState, Kind, LotState
from loyalty.ledger.models import Entry, Hold
from loyalty.ledger.queries import entry_of
from loyalty.ledger.refusals import HoldOver
from loyalty.ledger.services.accounts import locked_account
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Book, Part, is_over, take
from loyalty.ledger.services.spending import book_to_spend, require, said_before
from loyalty.ledger.services.upkeep import expire, opened


@act
def hold(*, customer_id: int, points: int, cause: Cause, until: datetime) -> Hold:
    """Keep points until an instant, taken as a redemption takes them. The same source and points give the first hold again.

    Refuses `points_insufficient` and `source_used`. An `until` that is not after the cause's instant is a ValueError.
    """
    if until <= cause.at:
        raise ValueError("a hold ends after it begins")
    book = book_to_spend(customer_id, points, cause)
    if first := entry_of(Kind.HOLD, cause.source):
        return said_before(first, points).hold
    require(book, points)
    parts = [Part(part.lot, points=part.points, held=-part.points) for part in take(book.spendable(at=cause.at), points)]
    entry = book.post(Kind.HOLD, cause, parts)
    book.close()
    return Hold.objects.create(
        account=book.account, entry=entry, points=points, until=until, source_type=cause.source_type, source_id=cause.source_id
    )


@act
def capture(*, hold_id: int, cause: Cause) -> Entry:
    """Spend what is held. Done again it gives its entry; refuses (`hold_over`) a hold that was released or whose time is over."""
    kept, book = _locked(hold_id, at=cause.at)
    if kept.state == HoldState.CAPTURED:
        return _ended_by(kept)
    if kept.state != HoldState.OPEN or kept.until <= cause.at:
        raise HoldOver
    entry = book.post(Kind.CAPTURE, cause, _parts(kept, book), reverses=kept.entry)
    book.close()
    _end(kept, HoldState.CAPTURED)
    return entry


@act
def release(*, hold_id: int, cause: Cause) -> Entry:
    """Give back what is held: it pays debt at once, and what outlived its lot expires.

    Done again it gives its entry; refuses (`hold_over`) a captured hold.
    """
    kept, book = _locked(hold_id, at=cause.at)
    if kept.state == HoldState.RELEASED:
        return _ended_by(kept)
    if kept.state != HoldState.OPEN:
        raise HoldOver
    return _give_back(kept, book, cause)


def release_due(*, at: datetime, limit: int = 1000) -> int:
    """Release up to `limit` holds whose time is over, each for itself; gives how many. Late, doubled or missing without harm."""
    due = Hold.objects.filter(state=str(HoldState.OPEN), until__lte=at).order_by("until", "id").values_list("pk", flat=True)[:limit]
    return sum(_release_once(pk, at=at) for pk in list(due))


@act
def _release_once(hold_id: int, *, at: datetime) -> bool:
    kept, book = _locked(hold_id, at=at)
    if kept.state != HoldState.OPEN:
        return False
    _give_back(kept, book, Cause(source_type="hold", source_id=str(hold_id), at=at))
    return True


def _give_back(kept: Hold, book: Book, cause: Cause) -> Entry:
    parts = [Part(part.lot, points=-part.held, held=part.held) for part in _parts(kept, book)]
    entry = book.post(Kind.RELEASE, cause, parts, reverses=kept.entry)
    # A lot may have ended though it is not over at this instant: news comes late, and another act has been further already.
    for lot in [part.lot for part in parts if part.lot.state == LotState.ENDED or is_over(part.lot, at=cause.at)]:
        expire(book, lot, cause=Cause(source_type="hold", source_id=f"{kept.pk}:{lot.pk}", at=cause.at))
    book.pay_debt(cause)
    book.close()
    _end(kept, HoldState.RELEASED)
    return entry


def _locked(hold_id: int, *, at: datetime) -> tuple[Hold, Book]:
    """The account first, then the hold as it stands now."""
    book = opened(locked_account(Hold.objects.values_list("account_id", flat=True).get(pk=hold_id)), at=at)
    return Hold.objects.select_related("entry").get(pk=hold_id), book


def _parts(kept: Hold, book: Book) -> list[Part]:
    return [Part(book.lot(move.lot_id), held=-move.held) for move in kept.entry.moves.all()]


def _ended_by(kept: Hold) -> Entry:
    return kept.entry.reversals.get(kind__in=[str(Kind.CAPTURE), str(Kind.RELEASE)])


def _end(kept: Hold, state: HoldState) -> None:
    kept.state = str(state)
    kept.save(update_fields=["state"])
