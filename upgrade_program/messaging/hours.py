"""Quiet hours in India: what can wait is not sent at night, but on the morning after."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings

from stores.clock import STORE_TIME, local_day


def polite(at: datetime) -> datetime:
    """`at` itself, or the end of the quiet hours it lies in. They begin with their first minute and are over with their last."""
    begins, ends = (time.fromisoformat(one) for one in settings.MESSAGES_QUIET)
    here = at.astimezone(STORE_TIME)
    clock = here.time()
    over_midnight = begins > ends
    if not ((clock >= begins or clock < ends) if over_midnight else begins <= clock < ends):
        return at
    day = here.date() + timedelta(days=1) if over_midnight and clock >= begins else here.date()
    return datetime.combine(day, ends, tzinfo=STORE_TIME)


def next_morning(at: datetime) -> datetime:
    """The first polite instant of the day after."""
    return polite(datetime.combine(local_day(at) + timedelta(days=1), time.min, tzinfo=STORE_TIME))
