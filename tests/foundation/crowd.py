"""Many threads from behind one barrier, each with its own database connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event, Lock, current_thread, main_thread
from typing import Any

from django.db import connection, connections

# Of this database alone: other workers of the suite wait in theirs.
WAITING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
"""

_door = Lock()


def connect() -> None:
    """Connect this thread, one after the other: of fifty that knock together at a busy server, the last would be out of patience.

    Who is connected when all are let go begins at that moment, and not whenever the server has made a process for it.
    """
    with _door:
        connection.ensure_connection()


def at_once(size: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(0) … act(size - 1)` gave or raised, all let go at the same moment."""
    barrier = Barrier(size, timeout=60)

    def run(number: int) -> Any:
        try:
            connect()
            barrier.wait()
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(size) as crowd:
        return list(crowd.map(run, range(size)))


def looked_first(look: Callable[..., Any], size: int) -> Callable[..., Any]:
    """`look`, after which the first `size` threads wait for each other: all of them have looked before one of them writes.

    For controls, whose guard is off: behind a guard the threads would look one after the other, and wait here in vain (an error).
    """
    together, places = Barrier(size, timeout=60), count(1)

    def looked(*given: Any, **named: Any) -> Any:
        found = look(*given, **named)
        if current_thread() is not main_thread() and next(places) <= size:
            together.wait()
        return found

    return looked


def until_waiting(many: int = 1, *, seconds: float = 20, or_once: Callable[[], bool] = lambda: False) -> None:
    """Come back once `many` connections wait for a lock of somebody's, or once something else is so; an error when neither ever is.

    It looks through a connection of its own: within a transaction PostgreSQL goes on telling of those who were there at the first look.
    """
    eye, pause = connections.create_connection("default"), Event()
    try:
        with eye.cursor() as cursor:
            for _ in range(int(seconds / 0.005)):
                cursor.execute(WAITING)
                if cursor.fetchone()[0] >= many or or_once():
                    return
                pause.wait(0.005)
    finally:
        eye.close()
    raise AssertionError("nobody came to the locks")


def law(error: object) -> str | None:
    """The name of the constraint that refused, if one did."""
    return getattr(getattr(getattr(error, "__cause__", None), "diag", None), "constraint_name", None)
