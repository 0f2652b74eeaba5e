"""When a fee is earned, and what a promise is expected to cost. Pure; the set-based sums of `deferred` do the same, and a test holds them
to it.

A plan's fee (without tax) is earned evenly over the days after its free look through its last day. At a redemption what is left is earned
at once; a cancellation takes back all of it; a reversal puts the plan back where its days are. A membership's fee is earned evenly over
its own days. Amounts are rupees to the paisa, by plan, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from upgrade_program.kernel.money import ZERO, percent_of, round_paisa, round_rupee

FEWEST = 30  # plans whose days are over, before their past says anything
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee without its tax, billed on a day and earned over the days after `waits_through` through `last_day`.

    `settlements` are the day of each, and of its reversal.
    """

    taxable: Decimal
    billed_on: date
    waits_through: date
    last_day: date
    credited_on: date | None = None
    settlements: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """The last day of a tier and its percent."""

    last_day: date
    percent: int


def earned(fee: Fee, *, on: date) -> Decimal:
    """How much of a fee is earned at the end of a day."""
    if on < fee.billed_on or _reached(fee.credited_on, on):
        return ZERO
    if _redeemed(fee, on) or on >= fee.last_day:
        return fee.taxable
    days = max((fee.last_day - fee.waits_through).days, 1)
    gone = min(max((on - fee.waits_through).days, 0), days)
    return round_paisa(fee.taxable * gone / days)


def deferred(fee: Fee, *, on: date) -> Decimal:
    """How much of a fee was billed and is not earned yet."""
    if on < fee.billed_on or _reached(fee.credited_on, on):
        return ZERO
    return fee.taxable - earned(fee, on=on)


def promised(fee: Fee, *, base: Decimal, tiers: list[Tier], on: date) -> Decimal:
    """What a plan can cost at most from the day after: the value of the tier of that day, or of the first while it waits for it."""
    if on < fee.billed_on or _reached(fee.credited_on, on) or _redeemed(fee, on):
        return ZERO
    left = [tier for tier in tiers if tier.last_day > on]
    return round_rupee(percent_of(base, left[0].percent)) if left else ZERO


def expected_percent(*, ended: int, redeemed: int) -> Decimal:
    """Which share of the plans is expected to be redeemed, in per cent with two places: that of the plans whose days were over in the past
    twelve months; all of them while fewer than 30 were."""
    if ended < FEWEST:
        return WHOLE
    return round_paisa(Decimal(redeemed * 100) / ended)


def _redeemed(fee: Fee, on: date) -> bool:
    return any(settled <= on and not _reached(reversed_on, on) for settled, reversed_on in fee.settlements)


def _reached(day: date | None, on: date) -> bool:
    return day is not None and day <= on
