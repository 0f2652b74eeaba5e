"""The application's own processes. Beat is one of them, because the beat of `worker -B` outlives a killed worker."""

from __future__ import annotations

import http.client
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from upgrade_program.embedded.environment import HOST
from upgrade_program.embedded.processes import Child, spawn
from upgrade_program.embedded.state import ROOT, State, make_folder


class Process:
    """A process of the application. It counts as ready as soon as it runs."""

    stop_signal = signal.SIGTERM
    patience = 6.0

    def __init__(self, *, name: str, command: list[str], env: Mapping[str, str], state: State) -> None:
        self.name = name
        self.log = state.logs / f"{name}.log"
        self._command, self._env = command, env

    def start(self) -> Child:
        return spawn([sys.executable, "-m", *self._command], env=self._env, cwd=ROOT, log=self.log)

    def is_ready(self, child: Child) -> bool:
        return True


class Web(Process):
    """The web server: ready when /readyz says so."""

    def __init__(self, *, port: int, env: Mapping[str, str], state: State) -> None:
        server = ["gunicorn", "upgrade_program.wsgi", "--bind", f"{HOST}:{port}", "--preload", "--no-control-socket"]
        threads = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--log-level", "warning"]
        super().__init__(name="web", command=[*server, *threads], env=env, state=state)
        self._port = port

    def is_ready(self, child: Child) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def processes(*, port: int, env: Mapping[str, str], state: State) -> list[Process]:
    beat_folder: Path = state.folder / "beat"
    make_folder(beat_folder, mode=0o700)
    celery = ["celery", "-A", "upgrade_program"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--schedule", str(beat_folder / "schedule"), "--loglevel", "WARNING"]
    return [
        Web(port=port, env=env, state=state),
        Process(name="worker", command=worker, env=env, state=state),
        Process(name="beat", command=beat, env=env, state=state),
    ]
