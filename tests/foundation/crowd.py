"""Many threads from behind one barrier, each with its own database connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(size: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(0) … act(size - 1)` gave or raised, all let go at the same moment."""
    barrier = Barrier(size, timeout=20)

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(size) as crowd:
        return list(crowd.map(run, range(size)))


def law(error: object) -> str | None:
    """The name of the constraint that refused, if one did."""
    return getattr(getattr(getattr(error, "__cause__", None), "diag", None), "constraint_name", None)
