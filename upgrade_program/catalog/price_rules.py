"""Rules that fill in many new prices at once. Whole rupees; each says None where it has nothing to start from. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.money import percent_of, round_rupee

_MOST_PERCENT, _MOST_RUPEES = Decimal(100), Decimal(100_000)


class Rule(StrEnum):
    """How a figure becomes a price."""

    PERCENT = "percent"  # the last price, up or down by so many per cent
    AMOUNT = "amount"  # the last price, up or down by so many rupees
    SHARE = "share"  # so many per cent of the SRP, down to the next price that ends in 9


@dataclass(frozen=True, slots=True)
class Filling:
    """A rule with its figure."""

    rule: Rule
    figure: Decimal

    def __post_init__(self) -> None:
        most = _MOST_RUPEES if self.rule is Rule.AMOUNT else _MOST_PERCENT
        if not self.figure.is_finite() or abs(self.figure) > most or (self.rule is Rule.SHARE and self.figure <= 0):
            raise Invalid(
                field="figure", sentence="This figure does not fit the rule.", next_step="Type per cent such as 4, or rupees such as -50."
            )

    def price(self, *, last: Decimal | None, srp: Decimal | None) -> Decimal | None:
        """The new price of a device with this last price and SRP; None without the one it needs, or where nothing above ₹0 is left."""
        match self.rule:
            case Rule.PERCENT:
                price = None if last is None else round_rupee(last + percent_of(last, self.figure))
            case Rule.AMOUNT:
                price = None if last is None else round_rupee(last + self.figure)
            case Rule.SHARE:
                price = None if srp is None else down_to_nine(percent_of(srp, self.figure))
        return price if price is not None and price > 0 else None


def down_to_nine(amount: Decimal) -> Decimal:
    """The greatest whole amount that ends in 9 and is not above: 559.96 becomes 559, 565 becomes 559, 8 becomes -1."""
    whole = amount.to_integral_value(ROUND_FLOOR)
    return whole - (whole - 9) % 10 if whole >= 9 else Decimal(-1)
