"""A draft beside what is in force, in rupees."""

from __future__ import annotations

from decimal import Decimal


class Beside:
    """A row that says in rupees what is (`now`) and what a draft would make of it (`then`)."""

    __slots__ = ()
    now: Decimal
    then: Decimal

    @property
    def difference(self) -> Decimal:
        """What the draft adds; below zero, what it takes."""
        return self.then - self.now
