"""Quiet hours in India, to the second: what can wait is due on the morning after."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from stores.clock import STORE_TIME
from upgrade_program.messaging.hours import next_morning, polite

SECOND = timedelta(seconds=1)


def india(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=STORE_TIME)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (india(3, 9), india(3, 9)),
        (india(3, 12), india(3, 12)),
        (india(3, 21) - SECOND, india(3, 21) - SECOND),
        (india(3, 21), india(4, 9)),
        (india(3, 23, 59), india(4, 9)),
        (india(4, 0), india(4, 9)),
        (india(4, 9) - SECOND, india(4, 9)),
        (india(31, 22), india(31, 9) + timedelta(days=1)),
    ],
)
def test_from_21_to_9(at: datetime, expected: datetime) -> None:
    assert polite(at) == expected


@pytest.mark.parametrize(
    ("quiet", "at", "expected"),
    [
        (("13:00", "14:30"), india(3, 13), india(3, 14, 30)),
        (("13:00", "14:30"), india(3, 14, 30), india(3, 14, 30)),
        (("13:00", "14:30"), india(3, 0), india(3, 0)),
        (("00:00", "00:00"), india(3, 0), india(3, 0)),  # none at all
        (("00:00", "08:00"), india(3, 0), india(3, 8)),
    ],
)
def test_other_hours(settings: Settings, quiet: tuple[str, str], at: datetime, expected: datetime) -> None:
    settings.MESSAGES_QUIET = quiet
    assert polite(at) == expected


def test_the_next_morning() -> None:
    assert next_morning(india(3, 12)) == india(4, 9)
    assert next_morning(india(3, 0)) == india(4, 9)


def test_the_next_morning_without_quiet_hours_is_midnight(settings: Settings) -> None:
    settings.MESSAGES_QUIET = ("00:00", "00:00")
    assert next_morning(india(3, 12)) == india(4, 0)
