"""The one place that reads the clock. A business day is the day in Asia/Kolkata, by the server's clock (smart-upgrade section 2)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STORE_TIME = ZoneInfo("Asia/Kolkata")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def store_today() -> date:
    """The business day of this instant."""
    return local_day(now())


def local_day(at: datetime) -> date:
    """The business day of an instant; a naive datetime is a ValueError, because nobody knows which day it is."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(STORE_TIME).date()


def start_of_day(on: date) -> datetime:
    """The first instant of a business day."""
    return datetime.combine(on, time.min, tzinfo=STORE_TIME)


def end_of_day(on: date) -> datetime:
    """The last instant of a business day, to the microsecond."""
    return datetime.combine(on, time.max, tzinfo=STORE_TIME)
