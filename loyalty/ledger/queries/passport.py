"""Every point can be traced: which bill and rule made it, what became of it (loyalty rule 16)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, Lot, LotMove
from loyalty.ledger.queries.accounts import account_of, family


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a lot: `points` of it came or went; `held` were kept or freed."""

    entry: Entry
    points: int
    held: int
    came_back: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A lot with the entry that made it (its source, rule, facts and store) and all that happened to it, oldest first."""

    lot: Lot
    made_by: Entry
    steps: tuple[Step, ...]


def entry_of(kind: Kind, source: tuple[str, str]) -> Entry | None:
    """The entry of a kind that a source wrote."""
    return Entry.objects.filter(kind=str(kind), source_type=source[0], source_id=source[1]).order_by("id").first()


def entries_of(customer_id: int) -> QuerySet[Entry]:
    """The journal of the customer's account and of those merged into it, newest first."""
    account = account_of(customer_id)
    return Entry.objects.filter(account_id__in=family(account.pk) if account else []).order_by("-id")


def passport(customer_id: int) -> list[Trace]:
    """Every lot the customer ever had, newest first."""
    account = account_of(customer_id)
    if account is None:
        return []
    moves = LotMove.objects.select_related("entry").order_by("id")
    lots = (
        Lot.objects.filter(account_id__in=family(account.pk))
        .select_related("entry")
        .prefetch_related(Prefetch("moves", queryset=moves))
        .order_by("-id")
    )
    return [
        Trace(
            lot=lot,
            made_by=lot.entry,
            steps=tuple(Step(entry=move.entry, points=move.points, held=move.held, came_back=move.restored) for move in lot.moves.all()),
        )
        for lot in lots
    ]
