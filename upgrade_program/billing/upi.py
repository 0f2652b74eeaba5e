"""The link behind the payment QR, after NPCI's UPI deep-linking specification. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import quote

from upgrade_program.kernel.money import round_paisa, rupees

_PAYEE = re.compile(r"[A-Za-z0-9._-]{2,}@[A-Za-z][A-Za-z0-9]+")


def upi_link(*, payee: str, name: str, amount: Decimal, note: str) -> str:
    """`upi://pay?...` asking for `amount` rupees; a malformed payee or an amount not above zero is a ValueError."""
    if not _PAYEE.fullmatch(payee):
        raise ValueError("a UPI ID reads name@bank")
    if rupees(amount) <= 0 or amount != round_paisa(amount):
        raise ValueError("an amount is a whole number of paise above zero")
    # Some UPI apps read "+" as itself: blanks go as %20. The at sign of the payee stays readable.
    fields = {"pa": payee, "pn": name, "am": f"{amount:.2f}", "cu": "INR", "tn": note[:50]}
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in fields.items())
