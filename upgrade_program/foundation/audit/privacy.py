"""What an audit row must never hold: a mobile number or an IMEI (reliability S0)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

# An Indian mobile (bare, or after +91 or 0, perhaps split in the middle) and 15 digits, perhaps in groups.
_MOBILE = r"(?:\+91[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}"
_IMEI = r"\d(?:[\s-]?\d){14}"
_PERSONAL = re.compile(rf"(?<!\d)(?:{_MOBILE}|{_IMEI})(?!\d)")
_HIDDEN = "•••"
# An id drawn by chance: one in some hundreds holds a row of digits that would pass for a number.
_UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])")


def plain(value: object) -> object:
    """The value as JSON can say it exactly: decimals and dates as text. A float is a TypeError; a mobile or an IMEI is a ValueError."""
    match value:
        case None | bool():
            return value
        case int():
            impersonal(str(value))
            return int(value)
        case str():
            return impersonal(str(value))
        case Decimal() | UUID():
            return str(value)
        case date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            raise TypeError(f"an audit row holds no {type(value).__name__}")


def without_personal(text: str) -> str:
    """Words a person typed, with any mobile or IMEI in them struck out: staff write such things, and that is no error of theirs."""
    return _PERSONAL.sub(_HIDDEN, text.replace("\x00", ""))


def impersonal(text: str) -> str:
    """The text itself; a mobile or an IMEI in it is a ValueError, because our own code put it there. A UUID's digits are neither."""
    if _PERSONAL.search(_UUID.sub("", text)):
        raise ValueError("an audit row holds ids, never a mobile number or an IMEI")
    return text
