"""What time did to an account since it was last looked at. Every act begins with it, so no act depends on when a job ran."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind, LotState
from loyalty.ledger.models import Account, Lot
from loyalty.ledger.services.book import Book, Part, is_over


def opened(account: Account, *, at: datetime) -> Book:
    """The book of a locked account, up to date at `at`: due points are live, dead ones expired, each in the order of its instant."""
    book = Book(account)
    for _, step, lot in sorted(_due(book, at=at), key=lambda due: (due[0], due[1], due[2].pk)):
        cause = Cause(source_type="lot", source_id=str(lot.pk), at=at)
        if step:
            expire(book, lot, cause=cause)
        else:
            book.mature(lot, cause=cause)
            _pay_with(book, lot, cause=cause)
    return book


def expire(book: Book, lot: Lot, *, cause: Cause) -> None:
    """Take what remains, not what is held, and end the lot."""
    if lot.remaining:
        book.post(Kind.EXPIRE, cause, [Part(lot, points=-lot.remaining)])
    book.end(lot)


def _due(book: Book, *, at: datetime) -> list[tuple[datetime, int, Lot]]:
    lots = [lot for lot in book.lots if lot.remaining]
    maturing = [(lot.live_from, 0, lot) for lot in lots if lot.state == LotState.PENDING and lot.live_from <= at]
    lives = [lot for lot in lots if lot.state == LotState.LIVE or lot.live_from <= at]
    return maturing + [(lot.expires_at, 1, lot) for lot in lives if lot.expires_at is not None and is_over(lot, at=at)]


def _pay_with(book: Book, lot: Lot, *, cause: Cause) -> None:
    """Points that became live paid the debt of then, even where they have died since."""
    owed = min(book.account.debt, lot.remaining)
    if owed:
        book.post(Kind.OFFSET, cause, [Part(lot, points=-owed)], debt=-owed)
