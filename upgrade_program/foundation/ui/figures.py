"""Amounts, days and numbers as people read them. Pure: the language is told, never looked up. Source: design section 3."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from upgrade_program.kernel.money import round_paisa, rupees

MINUS = "\u2212"
HIDDEN = "\u2022"
_WHOLE = "#,##,##0"
_PAISE = "#,##,##0.00"
_LOCALES = {"hi": "hi_IN"}


def grouped(amount: int | str | Decimal) -> str:
    """Digits in Indian groups (1,23,456), paise only where there are any, the minus U+2212 in front."""
    value = round_paisa(rupees(amount))
    pattern = _WHOLE if value == value.to_integral_value() else _PAISE
    digits: str = format_decimal(abs(value), format=pattern, locale="en_IN")
    return f"{MINUS}{digits}" if value < 0 else digits


def money(amount: int | str | Decimal) -> str:
    """₹1,23,456; ₹41.87; −₹1,400. A float is a TypeError."""
    text = grouped(amount)
    return f"{MINUS}₹{text[1:]}" if text.startswith(MINUS) else f"₹{text}"


def day(on: date, *, language: str = "en", year: bool = True, weekday: bool = False) -> str:
    """5 Nov 2020, with the weekday or without the year if asked; month names in Hindi where that is the language, digits stay 0-9."""
    pattern = ("EEE " if weekday else "") + "d MMM" + (" y" if year else "")
    text: str = format_date(on, pattern, locale=_LOCALES.get(language[:2], "en"))
    return text


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
