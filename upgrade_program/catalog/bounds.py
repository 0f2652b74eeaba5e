"""Between which shares of the SRP a plan price stays, by the day it begins: one wrong figure would reach every store.

Published prices are 3.5 to 4.5 % of the SRP of the smallest variant. The bounds leave room for campaigns and refuse slips of the finger
(5,490 or 54 for 549). They are dated, so that a price planned ahead is held to the bounds of its own day; a change comes with a release.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most, both allowed, in per cent of the SRP of the model's smallest variant."""

    least: Decimal
    most: Decimal

    def allow(self, *, price: Decimal, srp: Decimal) -> bool:
        """Whether a price in rupees is within them."""
        return srp * self.least <= price * 100 <= srp * self.most


_FROM: tuple[tuple[date, Bounds], ...] = ((date(2020, 11, 5), Bounds(least=Decimal(1), most=Decimal(12))),)  # oldest first


def bounds_on(day: date) -> Bounds:
    """The bounds in force on a day; before the programme began, those it began with."""
    return next((bounds for begins, bounds in reversed(_FROM) if begins <= day), _FROM[0][1])
