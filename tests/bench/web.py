"""The web server on one of the bench's databases, and what it and PostgreSQL spend.

It is started as `run.py` starts it, but for an idle connection's longer life: a busy machine may let one wait.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.bench.databases import ROOT, Database, ask_server, counts_statements

_TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds
SERVER = (
    "gunicorn upgrade_program.wsgi --preload --no-control-socket --worker-class gthread --workers 2 --threads 4 "
    "--log-level warning --keep-alive 60"
)
# Without checkpointer and background writer, which write mostly what the baseline's rounds have changed.
_BACKENDS = """
    SELECT pid FROM pg_stat_activity
     WHERE pid <> pg_backend_pid()
       AND (datname = %(name)s AND backend_type = 'client backend' OR backend_type = 'walwriter')
"""
# What the application sent; not what the database asks itself at the commit (foreign keys, laws that wait for the end).
_CALLS = """
    SELECT sum(calls)::bigint FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = %(name)s) AND query !~ 'FROM ONLY|NEW[.]'
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU milliseconds of PostgreSQL and of the web processes, and statements, up to a moment; None when nobody counts statements."""

    postgres: dict[int, float]
    web: dict[int, float]
    statements: int | None

    def until(self, later: Spent) -> tuple[float, float, int | None]:
        """PostgreSQL's and the web's milliseconds, and the statements, between two moments."""
        counted = self.statements is not None and later.statements is not None
        return (
            sum(spent - self.postgres.get(pid, 0.0) for pid, spent in later.postgres.items()),
            sum(spent - self.web.get(pid, 0.0) for pid, spent in later.web.items()),
            later.statements - self.statements if counted else None,  # type: ignore[operator]
        )


@dataclass(frozen=True, slots=True)
class Web:
    port: int
    pid: int
    database: Database

    def spent(self) -> Spent:
        named = {"name": self.database.name}
        statements = ask_server(_CALLS, named)[0][0] if counts_statements() else None
        backends = [pid for (pid,) in ask_server(_BACKENDS, named)]
        return Spent(_cpu(backends), _cpu([self.pid, *_children(self.pid)]), statements)


@contextmanager
def serving(database: Database, *, log: Path) -> Iterator[Web]:
    """A server that is ready; ended with its workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = database.env | {"PUBLIC_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
    with log.open("wb") as output:
        command = [sys.executable, "-m", *SERVER.split(), "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait(port, process, log)
        yield Web(port, process.pid, database)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        wire = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            wire.request("GET", "/healthz")
            if wire.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            wire.close()
    raise RuntimeError("the web server did not start:\n" + log.read_text()[-3000:])


def _cpu(pids: list[int]) -> dict[int, float]:
    spent = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent[pid] = (int(fields[11]) + int(fields[12])) * _TICK
    return spent


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
