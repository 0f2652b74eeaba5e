"""The calendar periods in which a member's limit counts. No framework in here."""

from __future__ import annotations

from datetime import date

_KEYS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "ever": "ever"}
_NEXT = {"day": "tomorrow", "month": "next month", "year": "next year"}


def period_of(period: str, on: date) -> str:
    """The period that holds a local day: 2027-05-03, 2027-05, 2027 or ever."""
    return on.strftime(_KEYS[period])


def again_when(period: str) -> str:
    """When the limit counts anew, in words; empty for a limit that never does."""
    return _NEXT.get(period, "")
