"""Turns, streaks and months, by local days. No framework in here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from upgrade_program.kernel.months import anniversary

ONE_DAY = timedelta(days=1)


def turn_of(turn: str, on: date) -> str:
    """The turn that holds a day: 2027-05-03, 2027-W18, 2027-05 or ever."""
    if turn == "week":
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02d}"
    return {"day": on.isoformat(), "month": f"{on:%Y-%m}", "ever": "ever"}[turn]


def next_streak(last_day: date | None, streak: int, *, on: date) -> int:
    """How many days in a row a check-in on a day makes, after one on `last_day` that made `streak`."""
    return streak + 1 if last_day == on - ONE_DAY else 1


def bonus_due(streak: int, *, every: int) -> bool:
    """Whether a streak has just been completed: the 7th day in a row, and the 14th."""
    return streak % every == 0


def month_of(on: date) -> date:
    """The first day of the month of a day."""
    return on.replace(day=1)


def months_over(first: date, *, on: date) -> Iterator[date]:
    """The first days of the months from `first`'s on that are over on a day."""
    month = month_of(first)
    while anniversary(month, 1) <= on:
        yield month
        month = anniversary(month, 1)
