"""Workers of the test's own database that are killed in the middle of a transaction, and started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from celery import current_app
from django.db import connection

_WRITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND backend_xid IS NOT NULL"
_END = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'killed worker %%'"
PATIENCE = 60.0  # seconds until a new worker has begun to write


class Worker:
    """One Celery worker with its drain threads, as `run.py` starts it, under settings of the test's."""

    def __init__(self, number: int, *, settings: str, log: Path) -> None:
        self._name = f"killed worker {number}"
        self._number, self._settings, self._log = number, settings, log
        self._process = self._start()

    def kill(self) -> None:
        """`kill -9`, with its children."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def start_again(self) -> None:
        self._process = self._start()

    def kill_in_mid_run(self, dice: random.Random, *, work_is_left: Callable[[], bool]) -> bool:
        """Wait until it writes, and kill it a moment later; says whether a transaction was open then."""
        end = time.monotonic() + PATIENCE
        while not self._writes() and time.monotonic() < end and work_is_left():
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.02))
        struck = self._writes()
        self.kill()
        return struck

    def _writes(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_WRITING, [self._name])
            return bool(cursor.fetchone()[0])

    def _start(self) -> subprocess.Popen[bytes]:
        worker = [
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
            "-n",
            f"w{self._number}@%h",
        ]
        chosen = {"DJANGO_SETTINGS_MODULE": self._settings, "TEST_DATABASE": connection.settings_dict["NAME"], "PGAPPNAME": self._name}
        with self._log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "upgrade_program", *worker],
                env=os.environ | chosen,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def flush_broker() -> int:
    """Let the broker forget all it was told; says how many keys that were."""
    with current_app.connection_for_write() as wire:
        client = wire.default_channel.client
        keys = int(client.dbsize())
        client.flushdb()
    return keys


def end_their_connections() -> None:
    """What a killed worker had open would keep the database from being emptied."""
    with connection.cursor() as cursor:
        cursor.execute(_END)
