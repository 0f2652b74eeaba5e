"""The business day is India's, not the server's."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from stores.clock import end_of_day, local_day, now, start_of_day, store_today


def test_the_day_turns_at_half_past_six_in_the_evening_utc() -> None:
    assert local_day(datetime(2020, 11, 5, 18, 29, 59, tzinfo=UTC)) == date(2020, 11, 5)
    assert local_day(datetime(2020, 11, 5, 18, 30, tzinfo=UTC)) == date(2020, 11, 6)


@time_machine.travel(datetime(2028, 2, 28, 19, 0, tzinfo=UTC), tick=False)
def test_today_is_the_stores_today() -> None:
    assert store_today() == date(2028, 2, 29)
    assert now() == datetime(2028, 2, 28, 19, 0, tzinfo=UTC)


def test_a_day_begins_and_ends_in_store_time() -> None:
    day = date(2021, 5, 5)
    assert start_of_day(day) == datetime(2021, 5, 4, 18, 30, tzinfo=UTC)
    assert local_day(start_of_day(day)) == local_day(end_of_day(day)) == day
    assert (end_of_day(day) - start_of_day(day)).total_seconds() == pytest.approx(86400, abs=0.001)


def test_an_instant_without_offset_has_no_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_day(datetime(2020, 11, 5, 12, 0))  # noqa: DTZ001
