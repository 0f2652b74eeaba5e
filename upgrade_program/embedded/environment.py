"""What the environment asks for, and what the application's processes are given."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Mapping

import environ

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.state import State, secret_key

HOST = "127.0.0.1"
DEFAULT_PORT = 8000


def brings_own_servers(environment: Mapping[str, str]) -> bool:
    """Whether PostgreSQL and the broker are given. Refuses one without the other: half of each would be a strange mixture."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if environment.get(name)]
    if len(given) == 1:
        missing = "REDIS_URL" if given == ["DATABASE_URL"] else "DATABASE_URL"
        raise CannotStart(f"{given[0]} is set and {missing} is not. Set both to use your own servers, or neither to use the embedded ones.")
    return len(given) == 2


def chosen_port(environment: Mapping[str, str]) -> int:
    text = environment.get("PORT") or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise CannotStart(f"PORT={text} is not a port number (1 to 65535).")
    return int(text)


def check_port_is_free(port: int, *, patience: float = 5.0) -> None:
    """Refuse a port that stays taken; the web server of a launcher that was killed needs a moment to leave."""
    end = time.monotonic() + patience
    while (fault := _fault_of(port)) is not None:
        if time.monotonic() > end or fault.errno != errno.EADDRINUSE:
            raise CannotStart(f"Port {port} cannot be used ({fault.strerror}). Take another: PORT={port % 65535 + 1} python3 run.py")
        time.sleep(0.1)


def _fault_of(port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error
    return None


def forget_other_servers() -> None:
    """Drop libpq's variables (PGPORT, PGOPTIONS, ...) from our own environment: they would turn the embedded server's head."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def kept_compiled(given: Mapping[str, str]) -> dict[str, str]:
    """The environment, in which Python keeps what it has compiled: a run of the tests loads the application in dozens of processes.

    Containers are often told to keep nothing; then each of them compiled everything anew.
    """
    return {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}


def application_environment(given: Mapping[str, str], *, state: State, port: int) -> dict[str, str]:
    """The environment of every process of the application; what the caller set stands."""
    return dict(given) | {
        "APP_STATE": str(state.folder),
        "DJANGO_SETTINGS_MODULE": "upgrade_program.settings",
        "PORT": str(port),
        "PUBLIC_URL": given.get("PUBLIC_URL") or f"http://{HOST}:{port}",
        "SECRET_KEY": given.get("SECRET_KEY") or secret_key(state),
    }


def has_demo(environment: Mapping[str, str]) -> bool:
    """Whether the demo is on, read as the settings read it."""
    return bool(environ.Env.parse_value(environment.get("DEMO", ""), bool))
