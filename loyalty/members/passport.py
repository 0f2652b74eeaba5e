"""The point passport: which bill and rule made a point, when it dies, what took it (loyalty rule 16)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from loyalty.ledger.models import Entry, Lot, LotMove
from upgrade_program.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Origin:
    """`points` of a lot that an entry gave or took; `made_by` is the entry from which the lot's points come in the end."""

    lot: Lot
    points: int
    made_by: Entry


@dataclass(frozen=True, slots=True)
class Passport:
    """An entry with the lots it touched, and for the lots it made: what became of their points, oldest first."""

    entry: Entry
    from_lots: tuple[Origin, ...]
    made: tuple[Lot, ...]
    fate: tuple[LotMove, ...]


def passport_of(journal: QuerySet[Entry], entry_id: int) -> Passport:
    """The passport of an entry of a member's journal; `not_found` for one that is not in it."""
    entry = journal.filter(pk=entry_id).first()
    if entry is None:
        raise NotFound
    moves = list(LotMove.objects.filter(entry=entry).select_related("lot__entry", "lot__origin__entry").order_by("id"))
    made = tuple(move.lot for move in moves if move.lot.entry_id == entry.pk)
    theirs = LotMove.objects.filter(lot__in=[lot.pk for lot in made]).exclude(entry=entry)
    return Passport(
        entry=entry,
        from_lots=tuple(Origin(lot=move.lot, points=move.points + move.held, made_by=_first(move.lot).entry) for move in moves),
        made=made,
        fate=tuple(theirs.select_related("entry").order_by("id")),
    )


def _first(lot: Lot) -> Lot:
    """The lot whose points these were before they were issued anew."""
    while lot.origin is not None:
        lot = lot.origin
    return lot
