"""Calendar months, counted from the bill date. Source: smart-upgrade section 2."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def anniversary(bill_date: date, months: int) -> date:
    """The same day `months` calendar months after the bill date, clamped to that month's end.

    Always counted from the bill date itself: 31 January plus 3 is 30 April, never by way of 28 February.
    """
    years, month = divmod(bill_date.month - 1 + months, 12)
    year, month = bill_date.year + years, month + 1
    return date(year, month, min(bill_date.day, monthrange(year, month)[1]))


def financial_year(day: date) -> int:
    """The year in which the Indian financial year of `day` began: April to March."""
    return day.year if day.month >= 4 else day.year - 1
