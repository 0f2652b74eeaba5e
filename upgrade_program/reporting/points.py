"""What the programme owes its members in points: month by month, and by the month in which the points end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from loyalty.ledger.queries import Outstanding, outstanding_by_month
from stores.clock import local_day, start_of_day
from upgrade_program.kernel.months import anniversary

# A point is outstanding while it is pending, available or held. Moves between those three, and a merge's two sides, come to nothing.
_MONTHS = """
    SELECT date_trunc('month', at AT TIME ZONE 'Asia/Kolkata')::date, kind, sum(d_pending + d_available + d_held)::bigint,
           sum(d_debt)::bigint
      FROM ledger_entry WHERE at >= %s AND at < %s GROUP BY 1, 2
"""
_BEFORE = (
    "SELECT coalesce(sum(d_pending + d_available + d_held), 0)::bigint, coalesce(sum(d_debt), 0)::bigint FROM ledger_entry WHERE at < %s"
)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS = {
    "issued": ("earn",),
    "restored": ("restore",),
    "adjusted": ("adjust",),
    "spent": ("redeem", "capture"),
    "expired": ("expire", "forfeit"),
    "reversed": ("clawback",),
    "owed_paid": ("offset",),
}


@dataclass(frozen=True, slots=True)
class Month:
    """One month's points by what happened to them: `opening + issued + … + owed_paid = closing`; `owed` is what members owe at its end."""

    month: date
    opening: int
    issued: int
    restored: int
    adjusted: int
    spent: int
    expired: int
    reversed: int
    owed_paid: int
    other: int
    closing: int
    owed: int


@dataclass(frozen=True, slots=True)
class Liability:
    """`months` oldest first, `outstanding` soonest end first; `rupees` what all of it takes off bills at most."""

    months: list[Month]
    outstanding: list[Outstanding]
    total: int

    @property
    def agrees(self) -> bool:
        """Whether the journal's closing equals what the lots hold."""
        return not self.months or self.months[-1].closing == self.total


def liability(*, at: datetime, months: int = 12) -> Liability:
    """The points of the last months up to an instant, that of the instant included. Three statements."""
    this = local_day(at).replace(day=1)
    first = anniversary(this, 1 - months)
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [start_of_day(first)])
        opening, owed = cursor.fetchone()
        cursor.execute(_MONTHS, [start_of_day(first), start_of_day(anniversary(this, 1))])
        moved = {(month, kind): (points, debt) for month, kind, points, debt in cursor.fetchall()}
    rows = []
    for offset in range(months):
        month = anniversary(first, offset)
        by_kind = {kind: points for (at_month, kind), (points, _) in moved.items() if at_month == month}
        sums = {column: sum(by_kind.get(kind, 0) for kind in kinds) for column, kinds in COLUMNS.items()}
        other = sum(by_kind.values()) - sum(sums.values())
        closing = opening + sum(sums.values()) + other
        owed += sum(debt for (at_month, _), (_, debt) in moved.items() if at_month == month)
        rows.append(Month(month=month, opening=opening, other=other, closing=closing, owed=owed, **sums))
        opening = closing
    outstanding = outstanding_by_month(at=_EVER)  # with points whose last day is over and that no job has taken yet: so has the journal
    total = sum(row.pending + row.available + row.held for row in outstanding)
    return Liability(months=rows, outstanding=outstanding, total=total)
