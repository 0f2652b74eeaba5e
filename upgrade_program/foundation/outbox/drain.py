"""The drain threads: every worker looks into PostgreSQL each second by itself, so that news and codes travel with the broker away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog
from celery import bootsteps
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from upgrade_program.foundation.outbox.services import deliver_due

EVERY = 1.0
BATCH = 100
log = structlog.get_logger(__name__)
Work = Callable[..., int]


def drains() -> dict[str, Work]:
    """What settings.DRAINS name, by name: each `(*, at, limit)` handles due rows and says how many."""
    return {name: import_string(name) for name in settings.DRAINS}


def drain_once(name: str, work: Work, *, limit: int) -> int:
    """Do what is due; whatever goes wrong, above all a database that is away, is logged and counts as nothing done."""
    try:
        at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
        return work(at=at, limit=limit)
    except Exception as error:
        log.warning("outbox.drain_failed", drain=name, error=type(error).__name__, exc_info=True)
        return 0


class Drain(threading.Thread):
    """Does one kind of due work until told to stop. Each kind has a thread of its own: a slow gateway holds up no news."""

    def __init__(self, work: Work = deliver_due, *, name: str = "deliver_due", every: float = EVERY) -> None:
        super().__init__(name=f"drain {name}", daemon=True)
        self._work = work
        self._every = every
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            if self._drain() < BATCH:
                self._stopped.wait(self._every)
        connections.close_all()

    def stop(self, *, wait: float = 20.0) -> None:
        """Finish what is in hand and end."""
        self._stopped.set()
        if self.is_alive():
            self.join(wait)

    def _drain(self) -> int:
        try:
            close_old_connections()
        except Exception as error:  # a connection that cannot even be closed is replaced at the next query
            log.warning("outbox.close_failed", error=type(error).__name__)
        return drain_once(self.name, self._work, limit=BATCH)


class DrainStep(bootsteps.StartStopStep):
    """Runs the drains in each worker: after the pool has forked, and before the consumer, which waits for the broker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.drains = [Drain(work, name=name.rpartition(".")[2]) for name, work in drains().items()]

    def start(self, worker: Any) -> None:
        for drain in self.drains:
            drain.start()

    def stop(self, worker: Any) -> None:
        self._end(wait=20.0)  # longer than a pass of messages with its last gateway call

    def terminate(self, worker: Any) -> None:
        self._end(wait=1.0)

    def _end(self, *, wait: float) -> None:
        for drain in self.drains:
            drain.stop(wait=0)
        for drain in self.drains:
            drain.stop(wait=wait)
