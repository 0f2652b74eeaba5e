"""Outstanding points by the month in which they end, as bars that a screen reader can read too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.ledger.queries import Outstanding

WIDTH = 600  # units of the drawing


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its points and the length of its bar, of `WIDTH` units; `month` None for points without an end."""

    month: date | None
    points: int
    length: int


def bars_of(outstanding: Sequence[Outstanding]) -> list[Bar]:
    """A bar a month, the longest as wide as the drawing; nothing outstanding has none."""
    sums = [(row.month, row.pending + row.available + row.held) for row in outstanding]
    most = max((points for _, points in sums), default=0)
    return [Bar(month, points, max(round(points * WIDTH / most), 2)) for month, points in sums if points]
