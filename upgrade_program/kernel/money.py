"""Rupees: Decimal only, rounded once, half up. Amounts are rupees unless a name says otherwise."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
_RUPEE = Decimal(1)
_PAISA = Decimal("0.01")
_EXACT_KINDS = (int, str, Decimal)


def rupees(amount: int | str | Decimal) -> Decimal:
    """The amount as a Decimal of rupees. A float is a TypeError, because it has already lost the paisa."""
    if isinstance(amount, bool) or not isinstance(amount, _EXACT_KINDS):
        raise TypeError(f"money is int, str or Decimal, never {type(amount).__name__}")
    result = Decimal(amount)
    if not result.is_finite():
        raise ValueError("money is a finite number")
    return result


def round_rupee(amount: Decimal) -> Decimal:
    """Nearest whole rupee, half up (away from zero): 5,000.50 becomes 5,001. Source: smart-upgrade section 3."""
    return _exact(amount).quantize(_RUPEE, rounding=ROUND_HALF_UP)


def round_paisa(amount: Decimal) -> Decimal:
    """Nearest paisa, half up. Source: smart-upgrade section 4.9."""
    return _exact(amount).quantize(_PAISA, rounding=ROUND_HALF_UP)


def percent_of(amount: Decimal, percent: int | Decimal) -> Decimal:
    """`percent` per cent of `amount`, exact and not rounded; round it once where it is used."""
    if isinstance(percent, float):
        raise TypeError("per cent is int or Decimal, never float")
    return _exact(amount) * percent / 100


def _exact(amount: Decimal) -> Decimal:
    if not isinstance(amount, Decimal):
        raise TypeError(f"expected a Decimal of rupees, got {type(amount).__name__}")
    return amount
