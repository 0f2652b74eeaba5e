"""Waking a worker costs the sale nothing, whatever the broker does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import Settings

from tests.foundation.outbox.ears import WRITES, Sold
from tests.foundation.people import AT
from upgrade_program.foundation.outbox import nudge as nudging
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import record

pytestmark = pytest.mark.django_db(transaction=True)
DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture
def broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Points Celery to another broker for one test, with a nudger that has not rested after an earlier failure."""
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES]}
    nudging._nudger._wanted.clear()  # what earlier tests still wished for is not this test's news
    monkeypatch.setattr(nudging, "_nudger", nudging.Nudger())
    before = current_app.conf.broker_url, current_app.conf.broker_transport_options

    def point(url: str) -> None:
        current_app.conf.broker_url = url
        current_app.conf.broker_transport_options = (
            {"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if url.startswith("redis") else {}
        )
        current_app._after_fork()  # forgets the pools of connections to the broker before

    yield point
    nudging._nudger._wanted.clear()  # its thread may rest for seconds yet, and would then reach the next test's broker
    current_app.conf.broker_url, current_app.conf.broker_transport_options = before
    current_app._after_fork()


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A broker that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.fixture
def callers(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads that called the broker themselves, and waited for what it says."""
    called, connect = list[threading.Thread](), socket.socket.connect

    def noted(line: socket.socket, address: Any) -> None:
        called.append(threading.current_thread())
        connect(line, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return called


def _sell(plan: int) -> None:
    with transaction.atomic():
        record(Sold(plan), at=AT)


@pytest.mark.parametrize("hangs", [False, True], ids=["dead", "hanging"])
def test_a_broker_in_trouble_costs_a_sale_nothing_and_never_fails_it(
    broker: Callable[[str], None], black_hole: str, callers: list[threading.Thread], hangs: bool
) -> None:
    broker(black_hole if hangs else DEAD)
    for plan in range(5):
        _sell(plan)
    assert threading.main_thread() not in callers
    assert Message.objects.count() == 5


def test_control_sent_from_the_request_itself_the_hanging_broker_would_be_felt(
    broker: Callable[[str], None], black_hole: str, callers: list[threading.Thread]
) -> None:
    broker(black_hole)
    with pytest.raises(OperationalError):
        current_app.send_task(nudging.TASK)
    assert threading.main_thread() in callers


def _nudges() -> list[str]:
    with current_app.connection_for_read() as line:
        found = []
        while message := line.default_channel.basic_get("celery", no_ack=True):
            found.append(message.headers["task"])
        return found


def _nudges_within(seconds: float) -> list[str]:
    deadline, found = time.monotonic() + seconds, []
    while not found and time.monotonic() < deadline:
        found = _nudges()
        time.sleep(0.02)
    return found


def test_a_commit_nudges_a_worker_and_many_commits_are_one_nudge(broker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudging, "BETWEEN_NUDGES", 60)  # seconds, in which all of this happens
    broker("memory://")
    for plan in range(40):
        _sell(plan)
    assert _nudges_within(60) == ["outbox.sweep"]
    assert _nudges() == []


def test_news_taken_back_or_wanted_by_nobody_nudges_nobody(broker: Callable[[str], None], settings: Settings) -> None:
    broker("memory://")
    with transaction.atomic():
        record(Sold(1), at=AT)
        transaction.set_rollback(True)
    settings.OUTBOX_ROUTES = {}
    _sell(2)
    assert _nudges_within(0.4) == []
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES]}
    _sell(3)
    assert _nudges_within(60) == ["outbox.sweep"]
