"""A real web server over the test database: gunicorn with two worker processes, as in production, as the application's role."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.races.together import Server

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    """The server's address."""
    with _serving("upgrade_program.wsgi", tmp_path / "web.log") as server:
        yield server


@pytest.fixture
def unlocked_web(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    """The same without the lock of a claim: for controls."""
    with _serving("tests.races.unlocked", tmp_path / "unlocked.log") as server:
        yield server


@contextmanager
def _serving(application: str, log: Path) -> Iterator[Server]:
    """A server of two workers; it is ended with them, and its log is shown when it did not start."""
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
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait(port, process, log)
        yield Server(port=port)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        # The workers' connections would keep the test database from being flushed and dropped.
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)


def _database_url() -> str:
    """The test database for the application's role; a socket folder stays in PGHOST, which a URL cannot name."""
    database = {**connection.settings_dict, **settings.APP_ROLE}
    host = "" if database["HOST"].startswith("/") else database["HOST"]
    port = f":{database['PORT']}" if host and database["PORT"] else ""
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{password}@{host}{port}/{database['NAME']}"


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
                wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in wire.recv(100):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start:\n" + log.read_text()[-3000:])
