"""Telling a worker that there is news, without the request ever waiting for the broker.

A thread of the process's own sends the nudge: a sale pays microseconds for it, whether the broker answers, refuses or hangs.
A nudge that is lost costs a second at most: the drain thread polls (architecture section 3).
"""

from __future__ import annotations

import os
import threading

import structlog
from celery import current_app

# Many commits in a row are one nudge; a broker that failed is left alone for a while.
BETWEEN_NUDGES, AFTER_A_FAILURE = 0.1, 5.0
TASK = "outbox.sweep"
log = structlog.get_logger(__name__)


class Nudger:
    """The wish for a nudge and the thread that fulfils it, started with the first wish."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def nudge(self) -> None:
        """Wish for a nudge; returns at once."""
        self._wanted.set()
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="outbox nudge", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        rest = threading.Event()
        while True:
            self._wanted.wait()
            self._wanted.clear()
            rest.wait(BETWEEN_NUDGES if _send() else AFTER_A_FAILURE)


def _send() -> bool:
    try:
        current_app.send_task(TASK, expires=60, ignore_result=True)
    except Exception as error:  # the broker's troubles, of any kind, are not the sale's
        log.warning("outbox.nudge_failed", error=type(error).__name__)
        return False
    return True


_nudger = Nudger()


def nudge() -> None:
    """Ask a worker to look into the outbox soon; never fails, never waits."""
    _nudger.nudge()


def _start_afresh() -> None:
    global _nudger
    _nudger = Nudger()  # a fork has the locks of its parent, but not the thread


os.register_at_fork(after_in_child=_start_afresh)
