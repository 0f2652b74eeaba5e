"""Taking back points whose purchase was taken back: never a blocked counter, what is missing becomes debt (loyalty rule 8)."""

from __future__ import annotations

from django.db import connection
from django.db.models import F, Sum

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, LotMove
from loyalty.ledger.queries import entry_of
from loyalty.ledger.refusals import BeyondOriginal
from loyalty.ledger.services.accounts import locked_account
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Part
from loyalty.ledger.services.upkeep import opened

# A lot, and the lots its points went on in: after a merge, or given back after their death.
_LINE = """
    WITH RECURSIVE line (id) AS (
        SELECT id FROM ledger_lot WHERE entry_id = %s
        UNION ALL
        SELECT l.id FROM line JOIN ledger_lot l ON l.origin_id = line.id
    )
    SELECT id FROM line
"""


@act
def claw_back(*, earn_source: tuple[str, str], in_all: int, cause: Cause) -> Entry | None:
    """Take back points of an earn, so that `in_all` are taken back of it altogether; None when there is nothing (more) to take.

    From its own lot first, pending or live, then from other live lots; the rest becomes debt. Points of its own lot that expired
    unspent count as taken. What is held stays held. Refuses (`points_beyond_original`) more than were earned.
    """
    earned = entry_of(Kind.EARN, earn_source)
    if earned is None:
        return None
    if in_all > earned.points:
        raise BeyondOriginal(original=earned.points, points=in_all)
    book = opened(locked_account(earned.account_id), at=cause.at)
    book.close()  # what expired until now stands in the rows that are asked next
    with connection.cursor() as cursor:
        cursor.execute(_LINE, [earned.pk])
        own = {lot for (lot,) in cursor.fetchall()}
    due = in_all - _expired(own) - _taken(earned)
    if due <= 0:
        return None
    parts = []
    left = due
    for lot in [*(lot for lot in book.lots if lot.pk in own), *(lot for lot in book.spendable(at=cause.at) if lot.pk not in own)]:
        taken = min(left, lot.remaining)
        if taken:
            parts.append(Part(lot, points=-taken))
            left -= taken
    entry = book.post(Kind.CLAWBACK, cause, parts, debt=left, reverses=earned)
    book.close()
    return entry


def _expired(lots: set[int]) -> int:
    moves = LotMove.objects.filter(lot_id__in=lots, entry__kind=str(Kind.EXPIRE))
    return -(moves.aggregate(points=Sum("points"))["points"] or 0)


def _taken(earned: Entry) -> int:
    taken = earned.reversals.filter(kind=str(Kind.CLAWBACK)).aggregate(
        points=Sum(F("d_debt") - F("d_pending") - F("d_available") - F("d_held"))
    )
    return int(taken["points"] or 0)
