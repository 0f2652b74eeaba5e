"""The tier-cliff calendar: on which day of a month how many plans fall, and how much less is owed from that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.enums import Axis

_DAYS = """
    SELECT day, sum(gone), sum(lost - gained + opened) FROM reporting_exposurestep
     WHERE axis = %(axis)s AND (%(key)s::bigint IS NULL OR key = %(key)s) AND day >= %(first)s AND day < %(next)s
     GROUP BY day HAVING sum(gone) > 0
"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `falls` plans gave more the day before, `less` rupees together. `over` days are no longer told apart."""

    on: date
    falls: int
    less: Decimal
    over: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month; the blanks make whole weeks of it, Monday first."""

    first: date
    days: list[Day]

    @property
    def blanks(self) -> range:
        return range(self.first.weekday())

    @property
    def blanks_after(self) -> range:
        return range(-(len(self.blanks) + len(self.days)) % 7)

    @property
    def falls(self) -> int:
        return sum(day.falls for day in self.days)

    @property
    def less(self) -> Decimal:
        return sum((day.less for day in self.days), ZERO)

    @property
    def most(self) -> Decimal:
        return max((day.less for day in self.days), default=ZERO)


def month_of(first: date, *, on: date, axis: Axis = Axis.MONTH, key: int | None = None) -> Month:
    """The month that begins on `first`, of all plans or of one store or model; one statement. Today is told, days before it are not."""
    following = anniversary(first, 1)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"axis": axis.value, "key": key, "first": max(first, on), "next": following})
        found = {day: (int(falls), less) for day, falls, less in cursor.fetchall()}
    days = [first + timedelta(days=offset) for offset in range((following - first).days)]
    return Month(first, [Day(day, *found.get(day, (0, ZERO)), over=day < on, today=day == on) for day in days])
