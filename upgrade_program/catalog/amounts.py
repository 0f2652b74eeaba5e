"""Reading an amount of rupees that somebody typed."""

from __future__ import annotations

from decimal import Decimal

from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.money import round_paisa

_MOST = Decimal(10_000_000)  # ₹1 crore: no phone costs that


def parse_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """The amount in rupees; refuses (`invalid`) what is not above 0, has parts of a paisa or is beyond reason."""
    if not amount.is_finite() or amount <= 0 or amount >= _MOST:
        raise Invalid(field=field, sentence="The amount must be above ₹0 and below ₹1,00,00,000.", next_step="Check the figure.")
    if amount != round_paisa(amount):
        raise Invalid(field=field, sentence="An amount has at most two digits after the point.", next_step="Round it to the paisa.")
    return round_paisa(amount)
