"""A real web server over the test database: gunicorn with two worker processes, as in production, as the application's role.

Starting one takes longer than most tests with it, so its master stays for the next test; its workers, and what they know, do not.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.races.together import Server
from upgrade_program.embedded.processes import Child, spawn, sweep

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Master:
    """A gunicorn that has loaded the application and forks its workers from it."""

    port: int
    process: Child
    log: Path

    def end_workers(self) -> None:
        """They take everything with them that they have seen, and their connections; the master makes new ones at once."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for worker in children.read_text().split():
            os.kill(int(worker), signal.SIGKILL)
        # Their connections would keep the test database from being flushed and dropped.
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)


@pytest.fixture(scope="session")
def masters(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Master]]:
    """The master of an application: started when a test first asks for it, ended after the last one."""
    folder, started = tmp_path_factory.mktemp("web"), dict[str, Master]()

    def of(application: str) -> Master:
        if application not in started:
            started[application] = _start(application, folder / f"{application}.log")
        return started[application]

    yield of
    for each in started.values():
        sweep(each.process)
        each.process.wait(60)


@pytest.fixture
def web(transactional_db: None, masters: Callable[[str], Master]) -> Iterator[Server]:
    """The server's address."""
    with _serving(masters("upgrade_program.wsgi")) as server:
        yield server


@pytest.fixture
def impatient_web(transactional_db: None, masters: Callable[[str], Master]) -> Iterator[Server]:
    """The same with a site's own timeouts: what is tested elsewhere is not how fast the machine is."""
    with _serving(masters("tests.races.impatient")) as server:
        yield server


@pytest.fixture
def unlocked_web(transactional_db: None, masters: Callable[[str], Master]) -> Iterator[Server]:
    """The same without the lock of a claim: for controls."""
    with _serving(masters("tests.races.unlocked")) as server:
        yield server


@contextmanager
def _serving(master: Master) -> Iterator[Server]:
    _wait(master)
    try:
        yield Server(port=master.port)
    finally:
        master.end_workers()


def _start(application: str, log: Path) -> Master:
    """A server of two workers, ready; once more on another port where somebody took the free one in between."""
    for _ in range(3):
        master = _begin(application, log)
        try:
            _wait(master)
        except RuntimeError:
            sweep(master.process)
            if "Address already in use" not in log.read_text():
                raise
        else:
            return master
    raise RuntimeError("no port stays free")


def _begin(application: str, log: Path) -> Master:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "-w",
        "2",
        "--threads",
        "25",
        "-b",
        f"127.0.0.1:{port}",
        "--preload",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"} | {
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "upgrade_program.settings_test",
        "SECRET_KEY": settings.SECRET_KEY,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CONN_MAX_AGE": "600",
    }
    return Master(port, spawn(command, env=environment, cwd=ROOT, log=log), log)


def _database_url() -> str:
    """The test database for the application's role; a socket folder stays in PGHOST, which a URL cannot name."""
    database = {**connection.settings_dict, **settings.APP_ROLE}
    host = "" if database["HOST"].startswith("/") else database["HOST"]
    port = f":{database['PORT']}" if host and database["PORT"] else ""
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{password}@{host}{port}/{database['NAME']}"


def _wait(master: Master) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if master.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", master.port), timeout=5) as wire:
                wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in wire.recv(100):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start:\n" + master.log.read_text()[-3000:])
