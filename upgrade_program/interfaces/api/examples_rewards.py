"""Worked examples of the calls on rewards, as `examples.py` has them of the others."""

from __future__ import annotations

from typing import Any

WANTED: dict[str, Any] = {"reward": "case-voucher"}
WANTED_WITH_CODE: dict[str, Any] = {"reward": "refurbished-70", "otp": "314159"}
REDEEMED: dict[str, Any] = {
    "id": "7K3M-9QPX-2TC",
    "member": "m4211-O9xOh27c5BnGzqmNb0DfMVepXx5wcsNfSxuk7V-_Ma0",
    "reward": "case-voucher",
    "kind": "voucher",
    "points": 250,
    "state": "issued",
    "code": "8QK2-M5XT-0WNH",
    "good_through": "2027-08-01",
    "store": "DL01",
    "at": "2027-05-03T11:42:00+05:30",
}
REWARD_EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "points_code": (
        {"name": "For a sale", "value": {"mobile": "98104 55421", "amount": "500.00", "price": "2500.00"}, "request_only": True},
        {"name": "For a reward", "value": {"mobile": "98104 55421", "reward": "refurbished-70"}, "request_only": True},
    ),
    "redemption": (
        {"name": "A voucher", "value": WANTED, "request_only": True},
        {"name": "For many points, with the member's code", "value": WANTED_WITH_CODE, "request_only": True},
        {"name": "The redemption", "value": REDEEMED, "response_only": True, "status_codes": ["201"]},
    ),
}
