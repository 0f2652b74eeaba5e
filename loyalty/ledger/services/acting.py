"""What every verb of the ledger is: one transaction, tried again when the database asks for that."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 4
LONGEST_PAUSE = 0.1  # seconds
_AGAIN = {"40P01", "55P03"}  # a deadlock, a lock that did not come in time


def act(verb: Callable[P, T]) -> Callable[P, T]:
    """The verb as a transaction of its own, or a part of the caller's.

    Only the outermost is tried again: inside another's transaction the locks stay, and trying again would change nothing.
    """

    @wraps(verb)
    def acted(*args: P.args, **kwargs: P.kwargs) -> T:
        tries = 1 if connection.in_atomic_block else TRIES
        while True:
            tries -= 1
            try:
                with transaction.atomic():
                    return verb(*args, **kwargs)
            except OperationalError as fault:
                if not tries or getattr(fault.__cause__, "pgcode", "") not in _AGAIN:
                    raise
                time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  (jitter)

    return acted
