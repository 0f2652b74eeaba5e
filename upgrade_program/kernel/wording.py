"""Rupees, counts and days as people in India read them, in English and Hindi: ₹1,23,456 and 5 Nov 2020. Digits stay 0 to 9."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "hi": ("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्तू॰", "नव॰", "दिस॰"),
}
MINUS = "\u2212"


def rupees_text(amount: Decimal | int) -> str:
    """₹ with lakh grouping; paise only when there are any; the minus stands before the sign."""
    if isinstance(amount, float):
        raise TypeError("money is never float")
    value = Decimal(amount)
    whole, _, paise = f"{abs(value):.2f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    text = "₹" + ",".join(groups) + (f".{paise}" if paise != "00" else "")
    return MINUS + text if value < 0 else text


def count_text(count: int) -> str:
    """1,23,456: a count with lakh grouping."""
    return rupees_text(count).replace("₹", "")


def day_text(day: date, language: str = "en") -> str:
    """5 Nov 2020, in the language's own short month."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
