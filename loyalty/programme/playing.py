"""The bills of one member in the order in which they happened, and what each of them gives under the caps. Pure.

A cap is filled by the earlier bill, whichever was heard of first; a bill taken back has filled it nevertheless. So the same bills give the
same points in whatever order their news arrives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from loyalty.programme.accrual import Award, Bill, Factor, accrue
from loyalty.programme.enums import Occasion, Rounding
from loyalty.programme.rules import Rule, period_of

Name = tuple[str, str]  # source and its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What one piece of news brings: its bills, when it happened, and the member's factor at that instant."""

    name: Name
    at: datetime
    on: date
    bills: tuple[Bill, ...]
    factor: Factor


def played(
    news: Iterable[Rated], *, rules_on: Callable[[date], list[Rule]], rounding_on: Callable[[date], Rounding]
) -> dict[Name, list[Award]]:
    """The awards of each piece of one member's news; all of the member's that lie in a cap's period must be given."""
    used: dict[tuple[str, date], int] = defaultdict(int)
    awards: dict[Name, list[Award]] = {}
    for one in sorted(news, key=lambda rated: (rated.at, rated.name)):
        rules = rules_on(one.on)
        begins = {rule.key: period_of(one.on, rule.cap_period)[0] for rule in rules if rule.cap_period}
        awards[one.name] = []
        for bill in one.bills:
            taken = {key: used[key, first] for key, first in begins.items()}
            given = accrue(bill, rules, factor=one.factor, rounding=rounding_on(one.on), used=taken)
            for award in given:
                if first := begins.get(award.rule.key):
                    used[award.rule.key, first] += award.points
            awards[one.name] += given
    return awards


def as_facts(rated: Rated) -> dict[str, Any]:
    """The news as its row keeps it: texts and ids."""
    return {
        "factor": str(rated.factor.value),
        "why": rated.factor.words,
        "bills": [
            {
                "occasion": str(bill.occasion),
                "lines": [str(line) for line in bill.lines],
                "less": {why: str(amount) for why, amount in bill.left_out.items()},
                "brand": bill.brand,
                "model_id": bill.model_id,
                "store_kind": bill.store_kind,
            }
            for bill in rated.bills
        ],
    }


def from_facts(name: Name, *, at: datetime, on: date, facts: dict[str, Any]) -> Rated:
    """The news again, as it was rated when it was heard."""
    bills = tuple(
        Bill(
            occasion=Occasion(bill["occasion"]),
            lines=tuple(Decimal(line) for line in bill["lines"]),
            left_out={why: Decimal(amount) for why, amount in bill["less"].items()},
            brand=bill["brand"],
            model_id=bill["model_id"],
            store_kind=bill["store_kind"],
        )
        for bill in facts["bills"]
    )
    return Rated(name=name, at=at, on=on, bills=bills, factor=Factor(value=Decimal(facts["factor"]), words=facts["why"]))
