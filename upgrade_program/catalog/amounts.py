"""Reading what somebody typed for a price: an amount of rupees, a reason."""

from __future__ import annotations

from decimal import Decimal

from upgrade_program.kernel.errors import Invalid, ReasonRequired
from upgrade_program.kernel.money import round_paisa

_MOST = Decimal(10_000_000)  # ₹1 crore: no phone costs that


def parse_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """The amount in rupees; refuses (`invalid`) what is not above 0, has parts of a paisa or is beyond reason."""
    if not amount.is_finite() or amount <= 0 or amount >= _MOST:
        raise Invalid(field=field, sentence="The amount must be above ₹0 and below ₹1,00,00,000.", next_step="Check the figure.")
    if amount != round_paisa(amount):
        raise Invalid(field=field, sentence="An amount has at most two digits after the point.", next_step="Round it to the paisa.")
    return round_paisa(amount)


def parse_reason(text: str) -> str:
    """The reason with single blanks, at most 200 signs; refuses (`reason_required`) an empty one."""
    reason = " ".join(text.split())[:200]
    if not reason:
        raise ReasonRequired
    return reason
