"""A member's status, told by the dates of what they earned. Pure. Source: loyalty rules 10 and 15.

Up at once, on the day the points of the last months reach a threshold; down only at the anniversary of reaching the level, to what the
window then gives. Points taken back stop to count on the day they were taken back. Spending and expiry are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.programme.rules import Ladder, Level
from upgrade_program.kernel.months import anniversary

REVIEW_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifying:
    """Points earned on a day, and those of them taken back later, by day."""

    on: date
    points: int
    taken_back: tuple[tuple[date, int], ...] = ()

    def left(self, on: date) -> int:
        """What still stands of them at the end of a day."""
        return self.points - sum(points for day, points in self.taken_back if day <= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A level and the day it was reached or last confirmed; `review_on` is None where there is nothing to lose."""

    level: Level
    since: date | None
    review_on: date | None


def counted(earned: Iterable[Qualifying], *, on: date, months: int) -> int:
    """Qualifying points of the window of so many months that ends with a day: after the same day of the month so long ago."""
    start = anniversary(on, -months)
    return sum(each.left(on) for each in earned if start < each.on <= on)


def standing_on(earned: Sequence[Qualifying], *, on: date, ladder: Callable[[date], Ladder]) -> Standing:
    """The standing at the end of a day, played through from the first point; `ladder` gives the version in force on a day."""
    days = sorted({each.on for each in earned if each.on <= on} | {day for each in earned for day, _ in each.taken_back if day <= on})
    standing = Standing(level=ladder(days[0] if days else on).reached(0), since=None, review_on=None)
    for day in [*days, on]:
        while standing.review_on is not None and standing.review_on <= day:
            standing = _reviewed(earned, standing.review_on, ladder)
        now = ladder(day)
        reached = now.reached(counted(earned, on=day, months=now.window_months))
        if reached.rank > standing.level.rank:
            standing = _since(reached, day)
    return Standing(level=ladder(on).level(standing.level.rank), since=standing.since, review_on=standing.review_on)


def _reviewed(earned: Sequence[Qualifying], day: date, ladder: Callable[[date], Ladder]) -> Standing:
    now = ladder(day)
    return _since(now.reached(counted(earned, on=day, months=now.window_months)), day)


def _since(level: Level, day: date) -> Standing:
    return Standing(level=level, since=day, review_on=anniversary(day, REVIEW_MONTHS) if level.rank else None)
