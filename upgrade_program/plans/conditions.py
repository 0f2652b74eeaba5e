"""What a claim on a plan meets: the faults that lower the value, and how far staff may go. Pure; a part of the frozen terms.

Per cent are of the assured value, amounts whole rupees. Source: smart-upgrade sections 3 and 6.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the check list: what a minor and a major fault take off, in per cent of the assured value."""

    key: str
    minor: int
    major: int

    def __post_init__(self) -> None:
        if not 0 <= self.minor <= self.major <= 100:
            raise ValueError("a minor fault takes off no more than a major one")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a claim holds its tier, and what a manager may allow; beyond that it is head office's."""

    hold_days: int = 3
    extension_days: int = 3
    override_percent: int = 10
    override_rupees: int = 1000
    low_price_percent: int = 80
    transfer: bool = False

    def override_at_most(self, assured: Decimal) -> Decimal:
        """The rupees of deductions that a manager may waive on an assured value: per cent and amount, whichever is less."""
        return min(assured * self.override_percent / 100, Decimal(self.override_rupees))

    def low_price(self, srp: Decimal) -> Decimal:
        """Below this price of the new phone a manager has to settle."""
        return srp * self.low_price_percent / 100


def frozen_conditions(checks: tuple[Check, ...], limits: Limits) -> dict[str, Any]:
    """Their part of the copy that a plan keeps."""
    return {"checks": [[check.key, check.minor, check.major] for check in checks], "limits": asdict(limits)}


def thawed_conditions(frozen: dict[str, Any]) -> tuple[tuple[Check, ...], Limits]:
    """Check list and limits out of a plan's frozen copy."""
    return tuple(Check(*check) for check in frozen["checks"]), Limits(**frozen["limits"])
