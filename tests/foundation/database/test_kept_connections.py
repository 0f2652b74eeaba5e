"""A kept connection is used again while its server is there, and replaced without a failure when it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> Iterator[None]:
    """This thread's connection, kept as in production."""
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"], before = 600, connection.settings_dict["CONN_MAX_AGE"]
    yield
    connection.settings_dict["CONN_MAX_AGE"] = before
    connection.close()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(pid: int) -> None:
    """End a backend from another connection, and wait until it is gone."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])  # in milliseconds
        assert cursor.fetchone() == (True,), "it does not end"
    other.close()


def test_it_serves_the_next_request_without_a_question(kept):
    first = backend()
    close_old_connections()  # what stands between two requests
    with CaptureQueriesContext(connection) as asked:
        assert backend() == first
    assert [query["sql"] for query in asked] == ["SELECT pg_backend_pid()"]


def test_it_is_replaced_when_the_server_has_closed_it(kept):
    first = backend()
    close_old_connections()
    end(first)
    assert not connection.is_usable()
    assert backend() != first


def test_control_unchecked_a_dead_connection_fails_the_request(kept, monkeypatch):
    first = backend()
    close_old_connections()
    end(first)
    monkeypatch.setattr(type(connections["default"]), "is_usable", lambda self: True)
    with pytest.raises(OperationalError, match=r"terminat|closed"):
        backend()
    connection.close()
