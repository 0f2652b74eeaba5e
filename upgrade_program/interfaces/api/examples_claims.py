"""Worked examples of the calls on claims, as `examples.py` has them of the others."""

from __future__ import annotations

from typing import Any

WANTED: dict[str, Any] = {"handset_imei": "490154203237518"}
INSPECTION: dict[str, Any] = {
    "answers": {
        "display": "minor",
        "touch": "none",
        "camera": "none",
        "battery": "minor",
        "wifi": "none",
        "fingerprint": "none",
        "sound": "none",
        "body": "none",
    },
    "gates": {
        "blacklist_clear": True,
        "locks_removed": True,
        "invoice_seen": True,
        "id_seen": {"type": "voter_id", "last4": "42XY"},
        "powers_on": True,
        "imei_legible": True,
        "no_liquid": True,
        "wipe_consent": True,
    },
}
SETTLEMENT: dict[str, Any] = {
    "new_phone": {"imei": "356938035643809", "sku": "redmi-note-10-pro-4-64", "price": "21999.00", "bill_number": "NP/00042"},
    "otp": "482915",
}
GATE_FAILED: dict[str, Any] = {
    "type": "about:blank",
    "title": "Conflict",
    "status": 409,
    "code": "gate_failed",
    "detail": "The moisture mark is red: liquid got in. (clause 3.7)",
    "errors": [
        {
            "field": "gates.no_liquid",
            "code": "gate_failed",
            "message": "The moisture mark is red: liquid got in. (clause 3.7) Liquid damage ends the value of a plan's claim; "
            "a service centre can confirm or deny it in writing.",
        }
    ],
    "next_step": "Liquid damage ends the value of a plan's claim; a service centre can confirm or deny it in writing.",
}
CLAIM_EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "claim": ({"name": "A claim", "value": WANTED, "request_only": True},),
    "inspection": (
        {"name": "Two small faults", "value": INSPECTION, "request_only": True},
        {
            "name": "A gate was not passed",
            "value": GATE_FAILED,
            "response_only": True,
            "status_codes": ["409"],
            "media_type": "application/problem+json",
        },
    ),
    "settlement": ({"name": "Against a dearer phone", "value": SETTLEMENT, "request_only": True},),
}
