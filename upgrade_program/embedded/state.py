"""The one folder all state lives in: which one it is, that PostgreSQL can work there, and that nobody else does."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.identity import ServiceUser

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/smart-upgrade")
LONGEST_SOCKET_PATH = 107  # bytes; the kernel's limit
ANOTHER = "Name another folder: APP_STATE=/path python3 run.py"
LARGE_LOG = 10 * 1024 * 1024  # bytes


class AlreadyRunning(CannotStart):
    """Another launcher holds the state folder."""


@dataclass(frozen=True, slots=True)
class State:
    """The state folder and the places in it."""

    folder: Path

    @property
    def sockets(self) -> Path:
        return self.folder / "s"

    @property
    def logs(self) -> Path:
        return self.folder / "log"


def chosen_folder(*, root: Path, euid: int, environment: dict[str, str]) -> Path:
    """`APP_STATE`, or `var/` in the project; for root a system folder named after the project's path: two clones never share one."""
    if given := environment.get("APP_STATE"):
        return Path(given).absolute()
    if euid == 0:
        return SYSTEM_STATE / hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return root / "var"


def open_state(folder: Path, *, user: ServiceUser, remedy: str = ANOTHER) -> State:
    """Make the folder and check it. Refuses paths too long for a socket, and folders the service user cannot walk to."""
    state = State(folder=folder)
    check_socket_paths(state, remedy=remedy)
    try:
        for path in (folder.parent, folder):
            make_folder(path, mode=0o711)
        make_folder(state.logs, mode=0o700)
    except OSError as error:
        raise CannotStart(f"The state folder {folder} cannot be made ({error.strerror}). {remedy}") from error
    if user.switch:
        check_walkable(folder, remedy=remedy)
    return state


def make_folder(path: Path, *, mode: int) -> None:
    """Make a folder with exactly this mode, whatever the umask; one that is there already is left as it is."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)


def check_socket_paths(state: State, *, remedy: str = ANOTHER) -> None:
    """Say at once what PostgreSQL would only tell its log after a minute."""
    path = os.fsencode(state.sockets / ".s.PGSQL.5432")
    if len(path) > LONGEST_SOCKET_PATH:
        raise CannotStart(f"The state folder's path is too long for a socket: {len(path)} bytes, {LONGEST_SOCKET_PATH} at most. {remedy}")


def check_walkable(folder: Path, *, remedy: str = ANOTHER) -> None:
    """Other users must be able to walk to `folder`: PostgreSQL is one of them when root starts it."""
    for path in (folder, *folder.parents):
        if not path.stat().st_mode & 0o001:
            raise CannotStart(f"PostgreSQL's user cannot reach {folder}: {path} is closed to others. {remedy}")


def lock(state: State) -> IO[str]:
    """Hold the state folder for this process until the returned file is closed. Refuses (`AlreadyRunning`) while another launcher does."""
    try:
        file = (state.folder / "lock").open("a+")
    except OSError as error:
        raise CannotStart(f"The state folder {state.folder} belongs to somebody else ({error.strerror}). {ANOTHER}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise AlreadyRunning(f"Already running (process {holder or 'unknown'}, state folder {state.folder}).") from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def secret_key(state: State) -> str:
    """This installation's own secret, made once and readable by its owner only."""
    path = state.folder / "secret-key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        fresh.rename(path)
    return path.read_text()


def rotate_logs(state: State) -> None:
    """Put logs that have grown large aside, one generation of each."""
    for log in state.logs.glob("*.log"):
        if log.stat().st_size > LARGE_LOG:
            log.replace(log.with_suffix(".log.1"))
