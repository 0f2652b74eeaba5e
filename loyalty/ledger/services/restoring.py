"""Giving spent points back as points, to the lots they came from (loyalty rule 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind, LotState
from loyalty.ledger.models import Entry, Lot, LotMove
from loyalty.ledger.refusals import BeyondOriginal
from loyalty.ledger.services.accounts import locked_account
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Book, Part, is_over
from loyalty.ledger.services.upkeep import opened
from stores.clock import local_day, start_of_day

GRACE = 30  # days, of points whose lot has ended meanwhile


@act
def restore(*, entry_id: int, in_all: int, cause: Cause) -> Entry | None:
    """Give back points of a redemption or a captured hold, so that `in_all` are given back altogether; None when nothing is missing.

    What was taken last comes back first. Points of a lot that has ended are issued anew, with 30 days' grace. Debt is paid at once.
    Refuses (`points_beyond_original`) more than were spent. An entry that spent nothing is a ValueError.
    """
    spent = Entry.objects.get(pk=entry_id)
    if spent.kind not in {Kind.REDEEM, Kind.CAPTURE}:
        raise ValueError(f"{spent} spent nothing")
    if in_all > -spent.points:
        raise BeyondOriginal(original=-spent.points, points=in_all)
    book = opened(locked_account(spent.account_id), at=cause.at)
    moves = list(spent.moves.select_related("lot").order_by("-id"))
    left = in_all - sum(move.restored for move in moves)
    if left <= 0:
        book.close()
        return None
    parts = []
    for move in moves:
        back = min(left, move.taken)
        if back:
            parts.append(Part(_place(move.lot, back, book, at=cause.at), points=back, restores=move))
            move.restored += back
            left -= back
    LotMove.objects.bulk_update([part.restores for part in parts if part.restores], ["restored"])
    entry = book.post(Kind.RESTORE, cause, parts, reverses=spent)
    book.pay_debt(cause)
    book.close()
    return entry


def _place(lot: Lot, points: int, book: Book, *, at: datetime) -> Lot:
    """The lot itself while it is alive in this account; else a new one, as long-lived as it was or with the grace."""
    alive = not is_over(lot, at=at)
    if alive and lot.account_id == book.account.pk and lot.state == LotState.LIVE:
        return book.lot(lot.pk)
    moved = alive and lot.account_id != book.account.pk
    until = lot.expires_at if moved else start_of_day(local_day(at) + timedelta(days=GRACE + 1))
    return book.issue(points=points, live_from=at, expires_at=until, origin=lot)
