"""Fees billed and not earned yet, and the provision for assured value, as of the end of a day, by store. The method stands in `earning`.

Both are computed out of days that never change (invoice, free look, last day, credit note, settlement, reversal), so a month that is over
gives the same figures whenever it is asked. The statements stand in `sums`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from upgrade_program.kernel.money import ZERO, percent_of, round_paisa
from upgrade_program.reporting.finance.earning import expected_percent
from upgrade_program.reporting.finance.months import Month
from upgrade_program.reporting.finance.sums import Sums, sums_of


@dataclass(frozen=True, slots=True)
class Earnings:
    """Fees without tax of one kind in a month: deferred at its beginning and end, and earned in it; below zero more was taken back."""

    opening: Decimal = ZERO
    closing: Decimal = ZERO
    earned: Decimal = ZERO

    def __add__(self, other: Earnings) -> Earnings:
        return Earnings(self.opening + other.opening, self.closing + other.closing, self.earned + other.earned)

    @property
    def billed(self) -> Decimal:
        """Invoiced less credited in the month, by the plans themselves: opening + billed − earned = closing."""
        return self.closing - self.opening + self.earned


@dataclass(frozen=True, slots=True)
class Expected:
    """How many plans' days were over in the past twelve months, how many of them were redeemed, and the share expected in per cent."""

    ended: int
    redeemed: int

    @property
    def percent(self) -> Decimal:
        return expected_percent(ended=self.ended, redeemed=self.redeemed)


@dataclass(frozen=True, slots=True)
class Provision:
    """What live plans can cost at most (`promised`), and the share of it that is expected, at a month's beginning and end."""

    promised_before: Decimal = ZERO
    promised: Decimal = ZERO
    opening: Decimal = ZERO
    closing: Decimal = ZERO

    def __add__(self, other: Provision) -> Provision:
        return Provision(
            self.promised_before + other.promised_before,
            self.promised + other.promised,
            self.opening + other.opening,
            self.closing + other.closing,
        )

    @property
    def change(self) -> Decimal:
        return self.closing - self.opening


@dataclass(frozen=True, slots=True)
class StoreBooks:
    """What is computed, not booked by a document, of the month of a store, or of all stores."""

    plans: Earnings = Earnings()
    memberships: Earnings = Earnings()
    provision: Provision = Provision()


@dataclass(frozen=True, slots=True)
class Deferred:
    """A month by store id, and the shares that its provision was taken with."""

    month: Month
    stores: dict[int, StoreBooks]
    expected_before: Expected
    expected: Expected

    @property
    def plans(self) -> Earnings:
        return sum((books.plans for books in self.stores.values()), Earnings())

    @property
    def memberships(self) -> Earnings:
        return sum((books.memberships for books in self.stores.values()), Earnings())

    @property
    def provision(self) -> Provision:
        return sum((books.provision for books in self.stores.values()), Provision())

    @property
    def total(self) -> StoreBooks:
        """All stores as one."""
        return StoreBooks(self.plans, self.memberships, self.provision)


def deferred_of(month: Month) -> Deferred:
    """The month's deferred fees and provision; statements grow with the plans by a hundred thousand, never with the stores."""
    return deferred_from(month, sums_of(month))


def deferred_from(month: Month, sums: Sums) -> Deferred:
    """The month out of its sums; the share that is expected is taken of each store's promises."""
    before, after = Expected(*sums.past[:2]), Expected(*sums.past[2:])
    stores = {
        store: StoreBooks(Earnings(*one[:3]), Earnings(*one[5:]), _provided((one[3], one[4]), before=before, after=after))
        for store, one in sorted(sums.stores.items())
    }
    return Deferred(month=month, stores=stores, expected_before=before, expected=after)


def _provided(promised: tuple[Decimal, Decimal], *, before: Expected, after: Expected) -> Provision:
    return Provision(
        promised_before=promised[0],
        promised=promised[1],
        opening=round_paisa(percent_of(promised[0], before.percent)),
        closing=round_paisa(percent_of(promised[1], after.percent)),
    )
