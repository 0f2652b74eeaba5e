"""A test that would begin just before midnight begins just after it, and any other at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from stores.clock import local_day
from tests import midnight
from tests.midnight import EVE, pytest_runtest_setup, until_midnight

INDIA, UTC_ = datetime(2027, 5, 3, 18, 30, tzinfo=UTC), datetime(2027, 5, 4, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set to an instant; to sleep moves it on. Gives where it stands."""
    stands: list[datetime] = []

    def sleep(seconds: float) -> None:
        stands[0] += timedelta(seconds=seconds)

    monkeypatch.setattr(midnight, "now", lambda: stands[0])
    monkeypatch.setattr(midnight, "time", SimpleNamespace(sleep=sleep))

    def begun(at: datetime) -> datetime:
        stands[:] = [at]
        pytest_runtest_setup()
        return stands[0]

    return begun


@pytest.mark.parametrize("turns", [INDIA, UTC_], ids=["India", "UTC"])
@pytest.mark.parametrize("before", [EVE - 0.001, 1, 0.000001])
def test_just_before_midnight_it_waits_for_the_new_day(clock: Any, turns: datetime, before: float) -> None:
    assert turns < clock(turns - timedelta(seconds=before)) < turns + timedelta(seconds=1)


@pytest.mark.parametrize("turns", [INDIA, UTC_], ids=["India", "UTC"])
@pytest.mark.parametrize("after", [0, 0.5, -EVE, -3600])
def test_at_any_other_time_it_begins_at_once(clock: Any, turns: datetime, after: float) -> None:
    at = turns + timedelta(seconds=after)
    assert clock(at) == at


def test_the_day_that_ends_first_counts() -> None:
    assert until_midnight(INDIA - timedelta(hours=1)) == 3600
    assert until_midnight(INDIA) == 5.5 * 3600
    assert (local_day(INDIA - timedelta(microseconds=1)), local_day(INDIA)) == (date(2027, 5, 3), date(2027, 5, 4))
