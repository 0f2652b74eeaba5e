"""How long a member has been coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from loyalty.activity.calendar import ONE_DAY
from loyalty.activity.models import CheckIn


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row up to today or, while today is still open, up to yesterday; and whether today is done."""

    days: int
    today: bool


def streak_of(customer_id: int, *, on: date) -> Streak:
    """A member's streak on a day, by the dates: one whose last day is before yesterday has ended."""
    last = CheckIn.objects.filter(customer_id=customer_id, day__in=[on, on - ONE_DAY]).order_by("-day").first()
    return Streak(days=last.streak if last else 0, today=last is not None and last.day == on)
