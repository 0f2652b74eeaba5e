"""Sales and exchanges by day, of all stores or of one, read from what store and brand owe each other.

An entry is written for every fee, fee given back, exchange and exchange taken back, with its day and rupees, and its table has an index
by store and day. So the days that are asked for are read and nothing else, however many plans there are; no plan and no invoice is
touched. Fees are written from the news of the sale, seconds after it. Membership fees are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from upgrade_program.kernel.money import ZERO

_SQL = """
    SELECT "on", kind, count(*), sum(abs(amount)) FROM buyback_brandentry
     WHERE store_id = {stores} AND "on" >= %(first)s AND "on" <= %(last)s GROUP BY 1, 2
"""
_ALL = _SQL.format(stores="ANY(ARRAY(SELECT id FROM stores_store))")
_ONE = _SQL.format(stores="%(store)s")


@dataclass(frozen=True, slots=True)
class Day:
    """One day: plans sold with their fees, fees given back, exchanges given with their rupees, exchanges taken back."""

    sales: int = 0
    fees: Decimal = ZERO
    returned: int = 0
    fees_returned: Decimal = ZERO
    exchanges: int = 0
    exchanged: Decimal = ZERO
    reversed: int = 0
    exchanged_back: Decimal = ZERO

    def __add__(self, other: Day) -> Day:
        return Day(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Day)))

    @property
    def redeemed(self) -> int:
        """Exchanges that stand."""
        return self.exchanges - self.reversed


_COLUMNS = {
    "fee": ("sales", "fees"),
    "fee_returned": ("returned", "fees_returned"),
    "exchange": ("exchanges", "exchanged"),
    "exchange_reversed": ("reversed", "exchanged_back"),
}


@dataclass(frozen=True, slots=True)
class Trading:
    """Days in order, without a gap."""

    days: dict[date, Day]

    def of(self, first: date, last: date) -> Day:
        """The sum of some of the days."""
        return sum((day for on, day in self.days.items() if first <= on <= last), Day())

    @property
    def total(self) -> Day:
        return sum(self.days.values(), Day())

    @property
    def sales(self) -> list[int]:
        return [day.sales for day in self.days.values()]

    @property
    def exchanges(self) -> list[int]:
        return [day.exchanges for day in self.days.values()]


def trading(*, first: date, last: date, store_id: int | None = None) -> Trading:
    """The days from `first` through `last` of a store, or of all, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL if store_id is None else _ONE, {"store": store_id, "first": first, "last": last})
        rows: Iterable[tuple[date, str, int, Decimal]] = cursor.fetchall()
    found: dict[date, dict[str, int | Decimal]] = {first + timedelta(days=n): {} for n in range((last - first).days + 1)}
    for on, kind, count, amount in rows:
        found[on] |= dict(zip(_COLUMNS[kind], (count, amount), strict=True))
    return Trading({on: Day(**given) for on, given in found.items()})  # type: ignore[arg-type]  # columns by name: counts are int, amounts Decimal
