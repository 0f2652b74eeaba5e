"""Amounts, days and numbers as people read them. Pure: the language is told, never looked up. Source: design section 3."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from upgrade_program.kernel.money import rupees
from upgrade_program.kernel.wording import MONTHS, day_text, rupees_text

HIDDEN = "\u2022"
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "hi": ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि"),
}


def money(amount: int | str | Decimal) -> str:
    """₹1,23,456; ₹41.87; −₹1,400. A float is a TypeError."""
    return rupees_text(rupees(amount))


def grouped(amount: int | str | Decimal) -> str:
    """The same without its sign: counts, and the large figure whose ₹ stands apart."""
    return money(amount).replace("₹", "")


def day(on: date, *, language: str = "en", year: bool = True, weekday: bool = False) -> str:
    """5 Nov 2020, with the weekday or without the year if asked; names in Hindi where that is the language, digits stay 0-9."""
    spoken = "hi" if language.startswith("hi") else "en"
    text = day_text(on, spoken) if year else f"{on.day} {MONTHS[spoken][on.month - 1]}"
    return f"{WEEKDAYS[spoken][on.weekday()]} {text}" if weekday else text


def moment(at: datetime, *, language: str = "en") -> str:
    """5 Nov 2020, 18:12. The caller has already moved `at` to the zone of the reader."""
    return f"{day(at.date(), language=language)}, {at:%H:%M}"


def percent(share: int | Decimal) -> str:
    """70 % with its space; 12.5 % keeps its half."""
    value = Decimal(share)
    whole = value == value.to_integral_value()
    return f"{value.to_integral_value() if whole else value.normalize()} %"


def imei_spaced(imei: str) -> str:
    """865713 04 552019 7, as it stands on the box; a masked one keeps the same gaps, anything else its own shape."""
    if len(imei) != 15:
        return imei
    return f"{imei[:6]} {imei[6:8]} {imei[8:14]} {imei[14]}"


def mobile_spaced(number: str) -> str:
    """98104 55421 from +919810455421: an Indian mobile as people say it."""
    digits = _national(number)
    return f"{digits[:5]} {digits[5:]}" if len(digits) == 10 else str(number)


def mobile_masked(number: str) -> str:
    """98••• ••421: enough to recognise one's own number, too little to call it."""
    digits = _national(number)
    if len(digits) != 10:
        return HIDDEN * max(len(str(number)), 1)
    return f"{digits[:2]}{HIDDEN * 3} {HIDDEN * 2}{digits[-3:]}"


def _national(number: str) -> str:
    digits = re.sub(r"[^0-9]", "", str(number))
    return digits[2:] if len(digits) == 12 and digits.startswith("91") else digits
