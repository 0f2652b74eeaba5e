"""What a checked phone brings: deductions, payable and exchange. Pure; the table in README.md is read by a test.

Amounts are whole rupees, per cent of the assured value. Source: smart-upgrade section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from upgrade_program.buyback.enums import Answer
from upgrade_program.kernel.money import ZERO, percent_of, round_rupee
from upgrade_program.plans.conditions import Check


@dataclass(frozen=True, slots=True)
class Deduction:
    """One line taken off: which fault, how bad, at how many per cent, how many rupees."""

    key: str
    answer: Answer
    percent: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Worth:
    """What a claim brings: assured, the lines, `waived` by an override, and the payable, in rupees."""

    percent: int
    assured: Decimal
    deductions: tuple[Deduction, ...]
    waived: Decimal

    @property
    def deducted(self) -> Decimal:
        """The sum of the lines, before anything is waived."""
        return sum((line.amount for line in self.deductions), ZERO)

    @property
    def payable(self) -> Decimal:
        return self.assured - self.deducted + self.waived


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is set against the new phone, and what is forfeited because the phone costs less."""

    amount: Decimal
    excess: Decimal


def deductions(checks: tuple[Check, ...], answers: Mapping[str, Answer], *, assured: Decimal) -> tuple[Deduction, ...]:
    """The lines for what was found, in the order of the check list; each is rounded half up, together they take at most 100 per cent.

    Questions not answered yet take nothing off. The line that would pass 100 per cent takes what is left of it.
    """
    lines, left = [], 100
    for check in checks:
        answer = answers.get(check.key, Answer.NONE)
        asked = {Answer.NONE: 0, Answer.MINOR: check.minor, Answer.MAJOR: check.major}[answer]
        percent = min(asked, left)
        if percent:
            left -= percent
            lines.append(Deduction(key=check.key, answer=answer, percent=percent, amount=round_rupee(percent_of(assured, percent))))
    return tuple(_within(lines, assured=assured))


def _within(lines: list[Deduction], *, assured: Decimal) -> list[Deduction]:
    """Rounding up line by line must not take more than there is: the last lines give way."""
    kept, left = [], assured
    for line in lines:
        amount = min(line.amount, left)
        left -= amount
        kept.append(Deduction(key=line.key, answer=line.answer, percent=line.percent, amount=amount))
    return kept


def worth(checks: tuple[Check, ...], answers: Mapping[str, Answer], *, percent: int, assured: Decimal, waived: Decimal = ZERO) -> Worth:
    """Assured value, deductions and payable; never below nothing, and never more than assured, because no more is waived than deducted."""
    lines = deductions(checks, answers, assured=assured)
    most = sum((line.amount for line in lines), ZERO)
    return Worth(percent=percent, assured=assured, deductions=lines, waived=min(waived, most))


def exchange(payable: Decimal, *, price: Decimal) -> Exchange:
    """The lower of payable and the new phone's price; the excess is forfeited, there is no credit and no cash."""
    amount = min(payable, price)
    return Exchange(amount=amount, excess=payable - amount)
