"""Keeps the children alive: starts them, waits until they are ready, restarts the fallen, stops them all in order."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

from upgrade_program.embedded.console import CannotStart, say
from upgrade_program.embedded.processes import Child, spawn, sweep

PAUSE = 0.1  # seconds between two looks at the children
SHORT_LIFE = 5.0  # a child that lived less is restarted with growing pauses
LONGEST_PAUSE = 1.0  # small, because PostgreSQL is refused only until the remains of a killed one are gone
STOP_SECONDS = 20.0  # for an orderly end, then SIGKILL


class Service(Protocol):
    """What the supervisor needs to know of a child it keeps alive."""

    name: str
    log: Path
    stop_signal: signal.Signals
    patience: float  # seconds it may keep falling before its first success

    def start(self) -> Child: ...

    def is_ready(self, child: Child) -> bool: ...


class Stopping(Exception):
    """Somebody asked us to stop (Ctrl-C, SIGTERM, the terminal closed)."""


@dataclass(slots=True)
class _Running:
    service: Service
    child: Child
    began: float
    ready: bool = False
    falls: int = 0  # short lives in a row
    falling_since: float | None = None
    start_at: float | None = None  # when a fallen one is due again


class Supervisor:
    def __init__(self) -> None:
        self._running: dict[str, _Running] = {}
        self._one_off: dict[Child, signal.Signals] = {}
        self._asked = 0

    def __enter__(self) -> Supervisor:
        # Before the first child: a signal from now on always takes the orderly way.
        self._handlers = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1

    def start(self, *services: Service) -> None:
        for service in services:
            self._running[service.name] = _Running(service=service, child=service.start(), began=time.monotonic())

    def wait_ready(self, *, seconds: float) -> None:
        """Watch over all children until each is ready. Raises CannotStart naming the log of the one that is not."""
        end = time.monotonic() + seconds
        while late := [one for one in self._running.values() if not one.ready]:
            now = time.monotonic()
            for one in late:
                gave_up = one.falling_since is not None and now - one.falling_since > one.service.patience
                if gave_up or now > end:
                    raise CannotStart(f"{one.service.name} did not start; the end of {one.service.log}:\n{_tail(one.service.log)}")
            self.tick()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> int:
        """Run a command to its end while watching over the children; returns its exit code."""
        return self.finish(self.begin(command, env=env, cwd=cwd, log=log, stop_signal=stop_signal))

    def begin(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Start a command that ends by itself; `finish` waits for it."""
        child = spawn(command, env=env, cwd=cwd, log=log)
        self._one_off[child] = stop_signal
        return child

    def finish(self, child: Child) -> int:
        while child.poll() is None:
            self.tick()
        del self._one_off[child]
        sweep(child)
        return child.returncode

    def watch(self) -> None:
        """Watch over the children until somebody asks us to stop."""
        while True:
            self.tick()

    def tick(self) -> None:
        """One look at everything: raise Stopping if asked, restart what fell, note what became ready."""
        if self._asked:
            raise Stopping
        for one in self._running.values():
            self._look_at(one)
        time.sleep(PAUSE)

    def _look_at(self, one: _Running) -> None:
        now = time.monotonic()
        if one.start_at is not None:
            if now >= one.start_at:
                one.child, one.began, one.start_at = one.service.start(), now, None
        elif one.child.poll() is not None:
            self._note_fall(one, now)
        elif not one.ready and one.service.is_ready(one.child):
            one.ready = True
            if one.falls or one.falling_since is not None:
                say(f"{one.service.name} is back")
            one.falls, one.falling_since = 0, None

    def _note_fall(self, one: _Running, now: float) -> None:
        sweep(one.child)
        one.falls = one.falls + 1 if now - one.began < SHORT_LIFE else 1
        one.falling_since = one.falling_since or now
        one.ready = False
        one.start_at = now + (0.0 if one.falls == 1 else min(LONGEST_PAUSE, 0.1 * 2**one.falls))
        if one.falls == 1 or one.falls % 20 == 0:
            say(f"{one.service.name} ended ({one.child.returncode}); starting it again")

    def stop(self) -> None:
        """End everything in order: first what uses the servers, then the servers. Asked once more, it no longer waits."""
        self._asked = 0
        for child, number in self._one_off.items():
            _signal(child, number)
        servers = [one for one in self._running.values() if one.service.name in SERVERS]
        for group in ([one for one in self._running.values() if one not in servers], servers):
            for one in group:
                _signal(one.child, one.service.stop_signal)
            self._wait_for([*((one.service.name, one.child) for one in group), *(("a command", child) for child in self._one_off)])
            self._one_off.clear()
        self._running.clear()

    def _wait_for(self, children: list[tuple[str, Child]]) -> None:
        """Give them their time; who takes longer is killed, and named."""
        end = time.monotonic() + STOP_SECONDS
        while any(child.poll() is None for _, child in children) and time.monotonic() < end and not self._asked:
            time.sleep(PAUSE / 2)
        for name, child in children:
            if child.poll() is None:
                say(f"{name} did not end when asked and is killed")
                child.kill()
                child.wait()
            sweep(child)


SERVERS = frozenset({"postgres", "valkey"})


def _signal(child: Child, number: signal.Signals) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)


def _tail(log: Path, *, lines: int = 15) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return "(nothing)"
