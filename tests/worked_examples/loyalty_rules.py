"""The worked examples that need no database, played through by a set of rules; `failures` says which rows come out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from loyalty.programme.accrual import Bill, Factor, accrue, shared_out, taken_back
from loyalty.programme.enums import Occasion
from loyalty.programme.rules import Ladder, Programme, Rule
from loyalty.programme.standing import Qualifying, counted, standing_on
from tests.worked_examples.tables import Row, day, rows


@dataclass(frozen=True)
class Rules:
    """What is in force."""

    programme: Programme
    rules: tuple[Rule, ...]
    ladder: Ladder

    def factor(self, row: Row) -> Factor:
        level = next(level for level in self.ladder.levels if level.name == row["status"])
        extra = self.programme.membership_multiplier if row.get("paid membership") == "yes" else Decimal(0)
        return Factor(value=level.multiplier + extra, words=level.name)

    def points(self, bill: Bill, row: Row) -> int:
        awards = accrue(bill, self.rules, factor=self.factor(row), rounding=self.programme.rounding)
        return sum(award.points for award in awards)


def failures(rules: Rules) -> list[str]:
    """The numbers of the rows that these rules do not give."""
    checks = {"earning": _earning, "refunds": _refunds, "dates": _dates, "status": _status, "settings": _settings}
    return [f"{row['no']} ({said})" for name, check in checks.items() for row in rows(name) for said in check(rules, row)]


def _differs(expected: object, given: object) -> Iterator[str]:
    if str(expected) != str(given):
        yield f"expected {expected}, got {given}"


def _earning(rules: Rules, row: Row) -> Iterator[str]:
    left_out = {"exchange": Decimal(row["exchange"]), "points": Decimal(row["paid with points"])}
    bill = Bill(occasion=Occasion(row["for"]), lines=(Decimal(row["bill"]),), left_out=left_out)
    yield from _differs(row["points"], rules.points(bill, row))


def _refunds(rules: Rules, row: Row) -> Iterator[str]:
    lines = [Decimal(line) for line in row["lines of the bill"].split(" + ")]
    returned = [Decimal(line) for line in row["returned by line, in all"].split(" + ")]
    points = rules.points(Bill(occasion=Occasion.PHONE_BILL, lines=tuple(lines)), row)
    shares = shared_out(points, lines)
    yield from _differs(row["points by line"], " + ".join(map(str, shares)))
    yield from _differs(row["taken back, in all"], taken_back(shares, lines, returned))


def _dates(rules: Rules, row: Row) -> Iterator[str]:
    through = row["free look through"]
    first = day(through) + timedelta(days=1) if through else rules.programme.first_day(day(row["on"]))
    yield from _differs(day(row["available from"]), first)
    yield from _differs(day(row["last day"]), rules.programme.last_day(first))


def _status(rules: Rules, row: Row) -> Iterator[str]:
    back = dict(_dated(row["taken back"]))
    earned = [Qualifying(on=on, points=points, taken_back=tuple(back.items())) for on, points in _dated(row["earned"])]
    on = day(row["asked on"])
    standing = standing_on(earned, on=on, ladder=lambda _: rules.ladder)
    above = rules.ladder.above(standing.level)
    missing = max(above.threshold - counted(earned, on=on, months=rules.ladder.window_months), 0) if above else 0
    yield from _differs(row["status"], standing.level.name)
    yield from _differs(row["points missing for the next"], missing)
    yield from _differs(day(row["reviewed on"]) if row["reviewed on"] else None, standing.review_on)


def _dated(text: str) -> Iterator[tuple[object, int]]:
    for part in filter(None, text.split("; ")):
        on, points = part.split(": ")
        yield day(on), int(points)


def _settings(rules: Rules, row: Row) -> Iterator[str]:
    programme, of = rules.programme, row["of"]
    gives = {
        "points that pay at most": lambda: programme.payable_points(Decimal(of), available=int(row["points the member has"])),
        "points of a check-in, days in a row": lambda: programme.check_in(int(of)),
        "price of months of membership": lambda: f"{programme.membership_price_of(int(of)):.0f}",
        "months of membership sold": lambda: ", ".join(map(str, programme.membership_months)),
        "free repairs a year": lambda: programme.repairs_a_year,
    }
    yield from _differs(row["gives"], gives[row["what"]]())
