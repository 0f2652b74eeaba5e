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
LOOKED_UP_BY_HAND: dict[str, Any] = INSPECTION | {"gates": INSPECTION["gates"] | {"blacklist_clear": {"result": "clear"}}}
INSPECTED: dict[str, Any] = {
    "id": "4M8D-2RWK-9PA",
    "plan": "7K3M-9QPX-2TC",
    "state": "inspected",
    "percent": 70,
    "assured": "9799.00",
    "held_through": "2027-05-06",
    "opened_at": "2027-05-03T11:42:00+05:30",
    "store": "DL01",
    "handset_imei": "•••••••••••7518",
    "gates": [
        {"key": "blacklist_clear", "clause": "3.1", "passed": True},
        {"key": "locks_removed", "clause": "3.2", "passed": True},
        {"key": "invoice_seen", "clause": "3.3", "passed": True},
        {"key": "id_seen", "clause": "3.4", "passed": True},
        {"key": "powers_on", "clause": "3.5", "passed": True},
        {"key": "imei_legible", "clause": "3.6", "passed": True},
        {"key": "no_liquid", "clause": "3.7", "passed": True},
        {"key": "wipe_consent", "clause": "3.8", "passed": True},
    ],
    "lookup": {"result": "clear", "by": "clerk.dl01", "at": "2027-05-03T11:42:00+05:30", "source": "CEIR web page, by hand"},
    "answers": {
        "body": "none",
        "wifi": "none",
        "sound": "none",
        "touch": "none",
        "camera": "none",
        "battery": "minor",
        "display": "minor",
        "fingerprint": "none",
    },
    "deductions": [
        {"key": "display", "answer": "minor", "percent": 10, "amount": "980.00", "clause": "3.9"},
        {"key": "battery", "answer": "minor", "percent": 5, "amount": "490.00", "clause": "3.12"},
    ],
    "waived": "0.00",
    "payable": "8329.00",
    "working": [
        "Assured value, 70 %: ₹9,799",
        "Display, minor 10 % (clause 3.9): −₹980",
        "Battery, minor 5 % (clause 3.12): −₹490",
        "Payable: ₹8,329",
    ],
    "photos": [{"view": "blacklist", "taken_at": "2027-05-03T11:42:00+05:30"}],
    "photos_missing": [],
    "refusal": None,
    "reason": None,
    "settlement": None,
}
CLAIM_EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "claim": ({"name": "A claim", "value": WANTED, "request_only": True},),
    "inspection": (
        {"name": "Two small faults", "value": INSPECTION, "request_only": True},
        {"name": "Looked up by hand, with the screenshot sent before", "value": LOOKED_UP_BY_HAND, "request_only": True},
        {"name": "The claim, looked up by hand", "value": INSPECTED, "response_only": True, "status_codes": ["200"]},
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
