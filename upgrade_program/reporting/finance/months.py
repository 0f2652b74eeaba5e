"""A month of the books: its days in India and its instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stores.clock import start_of_day
from upgrade_program.kernel.months import anniversary

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """The days from `first` through `last`; `last` is today while the month goes on."""

    first: date
    last: date

    @property
    def day_before(self) -> date:
        return self.first - DAY

    @property
    def start(self) -> datetime:
        return start_of_day(self.first)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return start_of_day(self.last + DAY)

    @property
    def name(self) -> str:
        """2027-05."""
        return f"{self.first:%Y-%m}"

    @property
    def goes_on(self) -> bool:
        return (self.last + DAY).day != 1

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def month_of(on: date, *, today: date) -> Month:
    """The month of a day as far as it has come; one that has not begun yet is the present one."""
    first = min(on, today).replace(day=1)
    return Month(first=first, last=min(anniversary(first, 1) - DAY, today))
