"""What the customer hands over and who the customer is on paper; plain values, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tender:
    """One part of a payment as the till sends it: amount in rupees, a UPI UTR or "last four and approval code" of a card as reference.

    Points are sent without a reference: the server writes how many they are.
    """

    method: str
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom a document is made out to, as given in the sale: `mobile` with +91; `gstin` and `address` (one line) may be empty."""

    name: str
    mobile: str
    gstin: str = ""
    address: str = ""
