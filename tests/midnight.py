"""No test begins in the last seconds of a day, in India or in UTC: what it does before midnight would be yesterday's after it.

A second factor is proved for a day, a report is a day's, a price begins tomorrow: whatever a test prepares by the clock and looks at by
the clock again is of one day, if the test takes less than these seconds. A hook of pytest, imported by the conftest.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from stores.clock import STORE_TIME, now

EVE = 20.0  # seconds: few tests that look at the clock take as many, and twice a day a run waits for no more


def until_midnight(at: datetime) -> float:
    """The seconds that are left of the day that ends first."""
    here = [at.astimezone(zone) for zone in (STORE_TIME, UTC)]
    return min((day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - day).total_seconds() for day in here)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Before any fixture of the test."""
    left = until_midnight(now())
    if left < EVE:
        time.sleep(left + 0.01)
