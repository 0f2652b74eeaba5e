"""The drains: each kind of due work has a thread of its own, and none falls with another, or with the database."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest
from django.db import OperationalError
from pytest_django import Settings

from upgrade_program.foundation.outbox.drain import Drain, drains
from upgrade_program.foundation.outbox.tasks import sweep

HERE = "tests.foundation.outbox.test_drain"
calls: list[tuple[str, int]] = []


def works(*, at: datetime, limit: int) -> int:
    calls.append(("works", limit))
    return 3


def falls(*, at: datetime, limit: int) -> int:
    calls.append(("falls", limit))
    raise OperationalError("the database is away")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    calls.clear()


def test_the_sweep_does_every_drain_and_a_fault_of_one_keeps_no_other(settings: Settings) -> None:
    settings.DRAINS = [f"{HERE}.falls", f"{HERE}.works"]
    assert sweep() == 3
    assert [name for name, _ in calls] == ["falls", "works"]


def test_news_and_messages_are_drained_on_this_site() -> None:
    assert list(drains()) == ["upgrade_program.foundation.outbox.services.deliver_due", "upgrade_program.messaging.sending.send_due"]


def test_a_drain_outlives_an_absent_database() -> None:
    drain = Drain(falls, name="falls", every=0.01)
    drain.start()
    deadline = time.monotonic() + 60
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    drain.stop()
    assert len(calls) >= 3
    assert not drain.is_alive()


def test_a_slow_drain_holds_up_no_other() -> None:
    over = threading.Event()

    def hangs(*, at: datetime, limit: int) -> int:
        over.wait(120)
        return 0

    slow, quick = Drain(hangs, name="hangs", every=0.01), Drain(works, name="works", every=0.01)
    for drain in (slow, quick):
        drain.start()
    deadline = time.monotonic() + 60
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    over.set()
    for drain in (slow, quick):
        drain.stop()
    assert len(calls) >= 3
