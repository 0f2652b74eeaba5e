"""The table of rules with conditions: caps by day, month, year and for ever, minimum bill, brand."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from loyalty.programme.accrual import Bill, Factor
from loyalty.programme.enums import Occasion, Period, Rounding
from loyalty.programme.playing import Rated, played
from stores.clock import start_of_day
from tests.loyalty.programme.rules import rule
from tests.worked_examples.tables import Row, day, rows

ROWS = rows("caps")
_BILL = re.compile(r"(\d+ \w+ \d+) (\w+) ([\d.]+)")


def condition(words: str) -> dict[str, Any]:
    kind, value = words.rsplit(" ", 1)
    if words.startswith("at most"):
        return {"cap_points": int(words.split()[2]), "cap_period": Period(value)}
    return {"min_bill": Decimal(value)} if kind == "bills from" else {"brand": value}


def points(row: Row, **changes: Any) -> str:
    """What each bill of a row gives, in the order of the row."""
    news = []
    for place, text in enumerate(row["bills"].split("; ")):
        on, brand, amount = _BILL.fullmatch(text).groups()  # type: ignore[union-attr]
        bill = Bill(occasion=Occasion.PHONE_BILL, lines=(Decimal(amount),), brand=brand)
        at = start_of_day(day(on)) + timedelta(minutes=place)
        news.append(Rated(name=("plan", str(place)), at=at, on=day(on), bills=(bill,), factor=Factor()))
    one = rule(**({"multiplied": False} | condition(row["condition"]) | changes))
    awards = played(news, rules_on=lambda _: [one], rounding_on=lambda _: Rounding.DOWN)
    return ", ".join(str(sum(award.points for award in awards["plan", str(place)])) for place in range(len(news)))


@pytest.mark.parametrize("row", ROWS, ids=[row["no"] for row in ROWS])
def test_the_row_comes_out(row):
    assert points(row) == row["points"]


CHANGES: list[dict[str, Any]] = [
    {"cap_points": 99, "cap_period": Period.MONTH},
    {"cap_points": 100, "cap_period": Period.DAY},
    {"cap_points": 100, "cap_period": Period.MONTH},
    {"cap_points": 100, "cap_period": Period.YEAR},
    {"cap_points": 100, "cap_period": Period.EVER},
    {"min_bill": Decimal("9999.99")},
    {"min_bill": Decimal("10000.01")},
    {"brand": ""},
    {"per_rupees": 101},
    {"points": Decimal("1.05")},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_another_condition_fails_at_least_one(changes):
    assert [row["no"] for row in ROWS if points(row, **changes) != row["points"]]
