"""Rules as a test wants them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from loyalty.programme.enums import Occasion
from loyalty.programme.rules import Rule


def rule(**changes: Any) -> Rule:
    """A point for every ₹100 of a phone's bill, multiplied, unless changed."""
    plain: dict[str, Any] = {
        "id": 1,
        "key": "phone_bill",
        "version": 1,
        "occasion": Occasion.PHONE_BILL,
        "title": "the bill of a phone",
        "points": Decimal(1),
        "per_rupees": 100,
        "multiplied": True,
        "min_bill": None,
        "brand": "",
        "model_id": None,
        "store_kind": "",
        "cap_points": None,
        "cap_period": None,
    }
    return Rule(**(plain | changes))
