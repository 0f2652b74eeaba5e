"""Worked examples of the calls on paid membership, as `examples.py` has them of the others."""

from __future__ import annotations

from typing import Any

_INVOICE: dict[str, Any] = {
    "number": "DL01/I27/00001",
    "taxable": "127.12",
    "cgst": "11.44",
    "sgst": "11.44",
    "utgst": "0.00",
    "igst": "0.00",
    "total": "150.00",
}
WANTED: dict[str, Any] = {
    "months": 6,
    "expected_price": "150.00",
    "payments": [{"method": "cash", "amount": "150.00"}],
}
SOLD: dict[str, Any] = {
    "member": "m4211-O9xOh27c5BnGzqmNb0DfMVepXx5wcsNfSxuk7V-_Ma0",
    "months": 6,
    "first_day": "2027-05-03",
    "last_day": "2027-11-02",
    "amount": "150.00",
    "returnable_through": "2027-05-10",
    "invoice": _INVOICE,
    "credit_note": None,
}
MEMBERSHIP_EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "membership": (
        {"name": "Six months in cash", "value": WANTED, "request_only": True},
        {"name": "The months", "value": SOLD, "response_only": True, "status_codes": ["201"]},
    ),
    "membership_cancel": (
        {"name": "The months back", "value": {"first_day": "2027-05-03", "reason": "wanted one month only"}, "request_only": True},
        {
            "name": "The months, taken back",
            "value": SOLD | {"returnable_through": None, "credit_note": _INVOICE | {"number": "DL01/C27/00001"}},
            "response_only": True,
            "status_codes": ["200"],
        },
    ),
}
