"""Worked examples for the schema, by call: keyword arguments of drf-spectacular's `OpenApiExample`."""

from __future__ import annotations

from typing import Any

from upgrade_program.interfaces.api.examples_claims import CLAIM_EXAMPLES
from upgrade_program.interfaces.api.examples_members import MEMBERSHIP_EXAMPLES
from upgrade_program.interfaces.api.examples_rewards import REWARD_EXAMPLES

SALE: dict[str, Any] = {
    "imei": "490154203237518",
    "sku": "redmi-note-9-pro-4-64",
    "phone_invoice": {"number": "TI/27/00042", "price": "13999.00"},
    "customer": {"name": "Farhan Ali", "mobile": "98104 55421", "language": "en", "consent": {"text_version": 1}},
    "expected_price": "549.00",
    "expected_terms": 1,
    "payments": [{"method": "upi", "amount": "549.00", "reference": "712304118826"}],
}
SOLD: dict[str, Any] = {
    "number": "7K3M-9QPX-2TC",
    "status": "active",
    "value_status": "waiting",
    "imei": "490154203237518",
    "sku": "redmi-note-9-pro-4-64",
    "srp": "13999.00",
    "price": "549.00",
    "bill_date": "2027-05-03",
    "expires_on": "2028-08-03",
    "tiers": [
        {"from": "2027-08-04", "through": "2027-11-03", "percent": 70, "value": "9799.00"},
        {"from": "2027-11-04", "through": "2028-02-03", "percent": 60, "value": "8399.00"},
        {"from": "2028-02-04", "through": "2028-05-03", "percent": 50, "value": "7000.00"},
        {"from": "2028-05-04", "through": "2028-08-03", "percent": 40, "value": "5600.00"},
    ],
    "store": "DL01",
    "sold_by": "clerk.dl01",
    "sold_at": "2027-05-03T11:42:00+05:30",
    "invoice": {
        "number": "DL01/I27/00042",
        "taxable": "465.26",
        "cgst": "41.87",
        "sgst": "41.87",
        "utgst": "0.00",
        "igst": "0.00",
        "total": "549.00",
    },
    "customer": {"name": "Farhan Ali", "mobile": "+919810455421"},
}
PRICE_CHANGED: dict[str, Any] = {
    "type": "about:blank",
    "title": "Conflict",
    "status": 409,
    "code": "price_changed",
    "detail": "The price is now ₹599, not ₹549.",
    "errors": [
        {
            "field": "expected_price",
            "code": "price_changed",
            "message": "The price is now ₹599, not ₹549. Tell the customer the new price, then sell again.",
        }
    ],
    "next_step": "Tell the customer the new price, then sell again.",
    "price": "599.00",
}
TERMS_CHANGED: dict[str, Any] = {
    "type": "about:blank",
    "title": "Conflict",
    "status": 409,
    "code": "terms_changed",
    "detail": "For a phone bought on 3 May 2027 other terms hold now than those shown: the plan's values are not the same.",
    "errors": [
        {
            "field": "expected_terms",
            "code": "terms_changed",
            "message": "For a phone bought on 3 May 2027 other terms hold now than those shown: the plan's values are not the same. "
            "Tell the customer the new values, then sell again.",
        }
    ],
    "next_step": "Tell the customer the new values, then sell again.",
    "terms": 2,
}
TRANSFER: dict[str, Any] = {
    "customer": {"name": "Meena Joshi", "mobile": "98330 12345", "language": "hi", "consent": {"text_version": 1}},
    "reason": "The phone was sold to her",
    "otp": "314159",
    "new_otp": "271828",
}
EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "sale": (
        {"name": "A sale paid by UPI", "value": SALE, "request_only": True},
        {"name": "The plan", "value": SOLD, "response_only": True, "status_codes": ["201"]},
        {
            "name": "Another price is in force",
            "value": PRICE_CHANGED,
            "response_only": True,
            "status_codes": ["409"],
            "media_type": "application/problem+json",
        },
        {
            "name": "Other terms hold for the bill date",
            "value": TERMS_CHANGED,
            "response_only": True,
            "status_codes": ["409"],
            "media_type": "application/problem+json",
        },
    ),
    "transfer": ({"name": "To a buyer of the phone", "value": TRANSFER, "request_only": True},),
    **CLAIM_EXAMPLES,
    **MEMBERSHIP_EXAMPLES,
    **REWARD_EXAMPLES,
}
