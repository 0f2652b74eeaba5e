"""The drain thread: every worker looks into the outbox each second by itself, so that news travels with the broker away."""

from __future__ import annotations

import threading
from typing import Any

import structlog
from celery import bootsteps
from django.db import close_old_connections, connections
from django.utils import timezone

from upgrade_program.foundation.outbox.services import deliver_due

EVERY = 1.0
BATCH = 100
log = structlog.get_logger(__name__)


class Drain(threading.Thread):
    """Delivers what is due until told to stop; an absent database is waited for."""

    def __init__(self, *, every: float = EVERY) -> None:
        super().__init__(name="outbox drain", daemon=True)
        self._every = every
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            if self._deliver() < BATCH:
                self._stopped.wait(self._every)
        connections.close_all()

    def stop(self, *, wait: float = 5.0) -> None:
        """Finish the message in hand and end."""
        self._stopped.set()
        if self.is_alive():
            self.join(wait)

    def _deliver(self) -> int:
        try:
            close_old_connections()
            at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
            return deliver_due(at=at, limit=BATCH)
        except Exception as error:  # the thread outlives everything, above all a database that is away
            log.warning("outbox.drain_failed", error=type(error).__name__, exc_info=True)
            return 0


class DrainStep(bootsteps.StartStopStep):
    """Runs a drain in each worker: after the pool has forked, and before the consumer, which waits for the broker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.drain = Drain()

    def start(self, worker: Any) -> None:
        self.drain.start()

    def stop(self, worker: Any) -> None:
        self.drain.stop()

    def terminate(self, worker: Any) -> None:
        self.drain.stop(wait=1.0)
