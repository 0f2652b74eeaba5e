"""What billing's tests share: the name of the law that refused, and people pressing at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.foundation.crowd import connect


@pytest.fixture
def refused_by() -> Callable[[str], AbstractContextManager[None]]:
    """The database refuses the block, and does so in the name of this law; nothing of the block remains."""

    @contextmanager
    def refused(law: str) -> Iterator[None]:
        with pytest.raises(IntegrityError) as no, transaction.atomic():  # noqa: PT012  the block is the caller's
            yield
            # Laws that wait for the commit speak now.
            connection.check_constraints()
        assert no.value.__cause__.diag.constraint_name == law

    return refused


class Race:
    """Calls started from behind one barrier, each in a thread and connection of its own; `overlap` is how many ran at once."""

    overlap = 0

    def __call__(self, *acts: Callable[[], Any]) -> list[Any]:
        barrier = threading.Barrier(len(acts), timeout=60)
        answers: list[Any] = [None] * len(acts)
        spans: list[tuple[float, float]] = []

        def run(place: int, act: Callable[[], Any]) -> None:
            try:
                connect()
                barrier.wait()
                begun = perf_counter()
                try:
                    answers[place] = act()
                except Exception as error:
                    answers[place] = error
                spans.append((begun, perf_counter()))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
        self.overlap = max(sum(begun <= at < ended for begun, ended in spans) for at, _ in spans)
        print(f"{len(acts)} at once, overlap reached: {self.overlap}")
        return answers


@pytest.fixture
def race() -> Race:
    return Race()
