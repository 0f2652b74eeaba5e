"""`python3 run.py` as a whole, killed in every way: the long runs of `run.py test --long`."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0  # seconds for a first start on a busy machine: it loads the catalogue and the demo


class Launcher:
    """One `run.py` with a state folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DJANGO", "PYTEST"))}
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "DEMO"):
            kept.pop(name, None)
        self.env = kept | {"APP_STATE": str(folder / "state"), "PORT": str(self.port)}
        self.output = folder / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def start_until_ready(self) -> float:
        """Start, wait for the word "ready" and return the seconds it took."""
        began, before = time.monotonic(), self.times_ready()
        self.start()
        assert self.process
        while self.times_ready() == before:
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() - began < PATIENCE, self.output.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def times_ready(self) -> int:
        return self.output.read_text().count(f"ready: http://127.0.0.1:{self.port}/") if self.output.exists() else 0

    def start(self) -> None:
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "run.py"], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_it_answers(self) -> None:
        assert self.process
        end = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.1)

    def family(self) -> dict[int, str]:
        """All living descendants, with their command lines."""
        assert self.process
        return descendants(self.process.pid)

    def find(self, *words: str) -> int | None:
        """The first process whose command line has all these words; None while it is away."""
        return min((pid for pid, command in self.family().items() if all(word in command for word in words)), default=None)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def descendants(ancestor: int) -> dict[int, str]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state != "Z":
                parents[int(entry.name)] = int(parent)
    family: set[int] = {ancestor}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
    return {pid: command_of(pid) for pid in family - {ancestor}}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def eventually(condition: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def none_left(family: dict[int, str]) -> bool:
    """Whether all of these processes are gone (a pid taken over by another command counts as gone)."""
    return not any(command and command_of(pid) == command for pid, command in family.items())


@pytest.fixture
def launcher(open_folder: Path, run_py: ModuleType) -> Iterator[Launcher]:
    if not run_py.satisfied(run_py.read_stamp(), run_py.wanted(False)):
        pytest.fail("the environment is not that of the locks, and run.py would make it anew under our feet: python3 run.py test")
    launcher = Launcher(open_folder)
    yield launcher
    if launcher.process and launcher.process.poll() is None:
        launcher.stop(signal.SIGTERM)


def test_a_day_in_the_life_of_the_launcher(launcher: Launcher) -> None:
    """First start, the demo, a second instance, every child killed with -9, the launcher itself killed with -9, Ctrl-C."""
    print(f"first start: {launcher.start_until_ready():.1f} s")
    assert launcher.answers()
    assert "counter-demo" in launcher.output.read_text()

    second = subprocess.run([sys.executable, "run.py"], cwd=ROOT, env=launcher.env, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert "Already running" in second.stderr
    assert launcher.answers(), "the refused one disturbed nobody"

    for words in (("postgres", "-D"), ("valkey-server",), ("celery", "worker"), ("celery", "beat"), ("gunicorn",)):
        before = launcher.family()
        victim = launcher.find(*words)
        assert victim, (words, before)
        began = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda words=words, victim=victim: launcher.find(*words) not in {None, victim}, seconds=20), words
        launcher.wait_until_it_answers()
        print(f"kill -9 {' '.join(words)}: answers again after {time.monotonic() - began:.1f} s")
        same = {pid: command for pid, command in before.items() if all(word in command for word in words)}
        # Orphans end of themselves once they see that their parent is gone; the workers of the web look for it every second.
        assert eventually(lambda same=same: none_left(same), seconds=20), f"left over from before: {same}"

    family = launcher.family()
    assert len([pid for pid, command in family.items() if "celery" in command and " beat " in command]) == 1
    assert launcher.process
    launcher.process.kill()
    launcher.process.wait()
    began = time.monotonic()
    assert eventually(lambda: none_left(family), seconds=20), "the launcher was killed outright, its children live on"
    print(f"kill -9 run.py: children gone after {time.monotonic() - began:.1f} s")

    print(f"next start: {launcher.start_until_ready():.1f} s")
    assert launcher.answers()
    family = launcher.family()
    began = time.monotonic()
    assert launcher.stop(signal.SIGINT) == 0
    print(f"Ctrl-C: {time.monotonic() - began:.1f} s")
    assert none_left(family)
    assert not (Path(launcher.env["APP_STATE"]) / "pg" / "postmaster.pid").exists()


def test_a_restart_amid_the_remains_of_a_killed_one(launcher: Launcher) -> None:
    launcher.start_until_ready()
    assert launcher.process
    launcher.process.kill()
    launcher.process.wait()
    launcher.start_until_ready()  # at once: the old children are still on their way out
    assert launcher.answers()
    family = launcher.family()
    assert launcher.stop(signal.SIGTERM) == 0
    assert none_left(family)


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0, 3.5, 5.0])
def test_asked_to_stop_while_starting_it_leaves_nothing(launcher: Launcher, seconds: float) -> None:
    launcher.start()
    time.sleep(seconds)
    family = launcher.family()
    launcher.stop(signal.SIGINT)
    assert eventually(lambda: none_left(family), seconds=2)
