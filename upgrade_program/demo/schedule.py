"""When each demo plan was sold and what became of it: pure, the same for the same seed, relative to today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from dateutil.relativedelta import relativedelta

from upgrade_program.kernel.months import anniversary


class Fate(StrEnum):
    KEPT = "kept"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    PENDING = "pending"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class DemoSale:
    """One sale: its day, its minute of the day, and its fate (`fate_after` days later)."""

    day: date
    minute: int
    fate: Fate = Fate.KEPT
    fate_after: int = 0


def sales_of_a_store(random: Random, *, today: date) -> list[DemoSale]:
    """About 120 sales by time: every tier, both ends of the programme's window, this week's falls, one just over, yesterday and today."""
    return sorted(_sales(random, today), key=lambda sale: (sale.day, sale.minute))


def _sales(random: Random, today: date) -> Iterator[DemoSale]:
    for first, last, count in ((1, 88, 24), (95, 178, 20), (187, 270, 16), (279, 362, 14), (371, 452, 14), (460, 540, 14)):
        for _ in range(count):
            yield _sale(random, today - timedelta(days=random.randint(first, last)))
    for months in (6, 6, 9, 9, 12, 15):
        yield _sale(random, _bill_date_falling(today + timedelta(days=random.randint(0, 6)), months=months))
    yield _sale(random, _bill_date_falling(today - timedelta(days=1), months=15))
    for _ in range(7):
        days = random.randint(9, 400)
        yield _sale(random, today - timedelta(days=days), Fate.CANCELLED, random.randint(1, 7))
    yield _sale(random, today - timedelta(days=200), Fate.RETURNED, 30)
    yield _sale(random, today - timedelta(days=12), Fate.UNPAID)
    for _ in range(4):
        yield _sale(random, today)
    for _ in range(2):
        yield _sale(random, today, Fate.PENDING)
    yield _sale(random, today - timedelta(days=1))


def _sale(random: Random, day: date, fate: Fate = Fate.KEPT, fate_after: int = 0) -> DemoSale:
    return DemoSale(day=day, minute=random.randint(10 * 60 + 5, 20 * 60 + 40), fate=fate, fate_after=fate_after)


def _bill_date_falling(last_day: date, *, months: int) -> date:
    """A bill date whose tier through `months` months ends on or just before a day (month ends have no exact one)."""
    bill = last_day - relativedelta(months=months)
    return bill if anniversary(bill, months) == last_day else bill + timedelta(days=1)
