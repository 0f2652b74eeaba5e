"""The controls of "nothing changed": a write is seen whichever way it goes, past the request's own connection too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests.access.knocking import Door
from tests.access.people import Who
from tests.factories.plans import AT
from tests.foundation.database.scratch import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door")]  # beside the others of this folder: one world
KEY = "written past the counter"
BESIDE = """
    SELECT pg_stat_clear_snapshot();
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
WRITE = "INSERT INTO requests_request (actor, route, key, body_hash, answer, created_at) VALUES ('staff:1', 'x', %s, '', '', %s)"


@pytest.fixture
def beside(door: Door) -> Iterator[Any]:
    """Another session with the same database, there before the knock; what it has written is taken away at the end."""
    wire = signed_in()
    wire.autocommit = True
    yield wire
    with wire.cursor() as cursor:
        cursor.execute("DELETE FROM requests_request WHERE key = %s", [KEY])
    wire.close()
    until_beside(0)
    assert door.fingerprint() == door.untouched


def until_beside(sessions: int) -> None:
    """A connection that was closed stays in the server's list for a moment, and would leave it in the middle of the next knock.

    One that some other test has forgotten stays for good, and is waited for in vain: it changes nothing.
    """
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(BESIDE)
            if cursor.fetchone()[0] <= sessions:
                return
        time.sleep(0.005)


def raw(_: Any) -> None:
    """The driver's own cursor, of which Django knows nothing."""
    with connection.connection.cursor() as cursor:
        cursor.execute(WRITE, [KEY, AT])


def of_another(wire: Any) -> None:
    with wire.cursor() as cursor:
        cursor.execute(WRITE, [KEY, AT])


def come_and_gone(_: Any) -> None:
    wire = signed_in()
    with wire, wire.cursor() as cursor:
        cursor.execute(WRITE, [KEY, AT])
    wire.close()


def the_same_again(_: Any) -> None:
    """Written, and as it was before."""
    with connection.connection.cursor() as cursor:
        cursor.execute("UPDATE stores_staffuser SET username = username")


def nothing(_: Any) -> None:
    """Reads by both, and writes nothing."""
    wire = signed_in()
    with wire, wire.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM requests_request")
    wire.close()


def changed(door: Door, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> bool:
    """Whether a knock says that something changed, when its request does this on the way."""
    handler = door.client.handler

    class Handler:
        enforce_csrf_checks = False

        def __call__(self, environ: dict[str, Any]) -> Any:
            act()
            handler.enforce_csrf_checks = self.enforce_csrf_checks
            return handler(environ)

    with monkeypatch.context() as patch:
        patch.setattr(door.client, "handler", Handler())
        outcome = door.send(Who.ANONYMOUS, "GET", "/healthz")
    assert outcome.status == 200
    return outcome.changed


@pytest.mark.parametrize(
    ("act", "seen"), [(raw, True), (of_another, True), (come_and_gone, True), (the_same_again, False), (nothing, False)]
)
def test_a_write_is_seen_whichever_way_it_goes(
    door: Door, beside: Any, monkeypatch: pytest.MonkeyPatch, act: Callable[[Any], None], seen: bool
) -> None:
    assert changed(door, monkeypatch, lambda: act(beside)) is seen


@pytest.mark.parametrize("act", [of_another, come_and_gone])
def test_control_the_count_of_the_requests_own_rows_alone_would_miss_it(
    door: Door, beside: Any, monkeypatch: pytest.MonkeyPatch, act: Callable[[Any], None]
) -> None:
    whole = door.written
    monkeypatch.setattr(door, "written", lambda: whole()[:2])
    assert not changed(door, monkeypatch, lambda: act(beside))
    assert door.fingerprint() != door.untouched


def test_where_nobody_writes_the_rows_are_not_read(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what keeps thousands of knocks fast."""
    until_beside(0)
    read: list[str] = []
    whole = door.fingerprint
    monkeypatch.setattr(door, "fingerprint", lambda: read.append("all") or whole())
    assert not door.send(Who.CLERK, "GET", "/counter/plans/").changed
    assert read == []


@pytest.mark.parametrize(("act", "table"), [(raw, "requests_request"), (the_same_again, "stores_staffuser")])
def test_only_what_was_written_to_is_read(
    door: Door, beside: Any, monkeypatch: pytest.MonkeyPatch, act: Callable[[Any], None], table: str
) -> None:
    until_beside(1)
    read: list[str] = []
    whole = door.fingerprint
    with monkeypatch.context() as patch:
        patch.setattr(door, "fingerprint", lambda places: read.extend(door.tables[place] for place in places) or whole(places))
        assert changed(door, monkeypatch, lambda: act(beside)) is (act is raw)
    assert read == [table]
