"""Children: kept alive, given up on, ended in order, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.processes import Child, spawn, sweep
from upgrade_program.embedded.supervisor import Stopping, Supervisor


class Script:
    """A service that runs a few lines of Python and counts its starts."""

    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, code: str, *, name: str = "script", patience: float = 60.0) -> None:
        self.name, self.patience, self._code = name, patience, code
        self.log = folder / f"{name}.log"
        self.starts = 0

    def start(self) -> Child:
        self.starts += 1
        return spawn([sys.executable, "-c", self._code], env=os.environ, cwd=Path("/"), log=self.log)

    def is_ready(self, child: Child) -> bool:
        return "ready" in self.log.read_text()


STAYS = "import time; print('ready', flush=True); time.sleep(600)"
# Kills a script that stays, and ends once another one has come to its place.
KILLS = """
import os, pathlib, time
os.kill({pid}, 9)
end = time.monotonic() + 60
while pathlib.Path({log!r}).read_text().count('ready') < 2 and time.monotonic() < end:
    time.sleep(0.02)
raise SystemExit(7)
"""


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def eventually(condition: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    service = Script(tmp_path, STAYS)
    with Supervisor() as supervisor:
        supervisor.start(service)
        supervisor.wait_ready(seconds=60)
        os.kill(_pid_of(supervisor, "script"), signal.SIGKILL)
        end = time.monotonic() + 60
        while service.starts < 2 and time.monotonic() < end:
            supervisor.tick()
        supervisor.wait_ready(seconds=60)
        second = _pid_of(supervisor, "script")
        assert not gone(second)
    assert service.starts == 2
    assert gone(second)


def test_a_child_that_never_stands_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(Script(tmp_path, "raise SystemExit('the port is on fire')", patience=0.3))
        with pytest.raises(CannotStart, match=r"script did not start.*\n.*the port is on fire"):
            supervisor.wait_ready(seconds=60)


def test_a_child_that_is_never_ready_is_given_up_in_time(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(Script(tmp_path, "import time; time.sleep(600)"))
        pid = _pid_of(supervisor, "script")
        with pytest.raises(CannotStart, match="script did not start"):
            supervisor.wait_ready(seconds=0.5)
    assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_and_gives_the_handlers_back(tmp_path: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Supervisor() as supervisor:
        supervisor.start(Script(tmp_path, STAYS))
        supervisor.wait_ready(seconds=60)
        pid = _pid_of(supervisor, "script")
        os.kill(os.getpid(), number)
        with pytest.raises(Stopping):
            supervisor.watch()
    assert gone(pid)
    assert signal.getsignal(number) is before


def test_a_child_that_does_not_end_when_asked_is_killed_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("upgrade_program.embedded.supervisor.STOP_SECONDS", 2.0)
    with Supervisor() as supervisor:
        supervisor.start(
            Script(tmp_path, f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STAYS}", name="deaf"),
            Script(tmp_path, STAYS, name="polite"),
        )
        supervisor.wait_ready(seconds=10)
        pids = [_pid_of(supervisor, name) for name in ("deaf", "polite")]
    assert all(gone(pid) for pid in pids)
    said = capsys.readouterr().out
    assert "deaf did not end when asked and is killed" in said
    assert "polite" not in said


def test_what_uses_the_servers_ends_before_them(tmp_path: Path) -> None:
    notes = tmp_path / "order"
    code = f"""
import signal, sys, time
def end(*_):
    time.sleep(0.2)
    open({str(notes)!r}, 'a').write(sys.argv[0] + NAME + '\\n')
    sys.exit()
signal.signal(signal.SIGTERM, end)
print('ready', flush=True)
time.sleep(600)
"""
    with Supervisor() as supervisor:
        supervisor.start(*(Script(tmp_path, f"NAME = {name!r}\n{code}", name=name) for name in ("postgres", "web", "valkey", "worker")))
        supervisor.wait_ready(seconds=60)
    ended = [line.removeprefix("-c") for line in notes.read_text().split()]
    assert set(ended[:2]) == {"web", "worker"}
    assert set(ended[2:]) == {"postgres", "valkey"}


def test_a_command_runs_while_children_are_watched_over(tmp_path: Path) -> None:
    service = Script(tmp_path, STAYS)
    with Supervisor() as supervisor:
        supervisor.start(service)
        supervisor.wait_ready(seconds=60)
        kill = KILLS.format(pid=_pid_of(supervisor, "script"), log=str(service.log))
        assert supervisor.run([sys.executable, "-c", kill], env=os.environ, cwd=tmp_path) == 7
    assert service.starts == 2


def test_sweeping_ends_the_children_of_a_killed_child(tmp_path: Path) -> None:
    log = tmp_path / "log"
    parent = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"
    child = spawn([sys.executable, "-c", parent], env=os.environ, cwd=tmp_path, log=log)
    assert eventually(lambda: log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    child.kill()
    child.wait()
    assert not gone(grandchild), "without the sweep it lives on"
    sweep(child)
    assert eventually(lambda: gone(grandchild))
    sweep(child)  # nobody left: silently


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux'")
def test_children_die_with_a_launcher_that_is_killed_outright(tmp_path: Path) -> None:
    launcher = f"""
import os, time, pathlib
from upgrade_program.embedded.processes import spawn
here = pathlib.Path({str(tmp_path)!r})
print(spawn(['sleep', '600'], env=os.environ, cwd=here, log=None).pid, flush=True)
time.sleep(600)
"""
    process = subprocess.Popen([sys.executable, "-c", launcher], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout
    with process.stdout:
        child = int(process.stdout.readline())
    assert not gone(child)
    process.kill()
    process.wait()
    assert eventually(lambda: gone(child))


def _pid_of(supervisor: Supervisor, name: str) -> int:
    return supervisor._running[name].child.pid
