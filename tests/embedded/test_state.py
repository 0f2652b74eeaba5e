"""The state folder: which one, and what is wrong with it, said at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.identity import ServiceUser
from upgrade_program.embedded.state import (
    LARGE_LOG,
    LONGEST_SOCKET_PATH,
    SYSTEM_STATE,
    State,
    chosen_folder,
    lock,
    make_folder,
    open_state,
    rotate_logs,
    secret_key,
)

OURSELVES = ServiceUser(uid=os.geteuid(), gid=os.getegid(), switch=False)
SOMEBODY = ServiceUser(uid=65534, gid=65534, switch=True)


def test_a_user_keeps_state_in_the_project_and_root_in_a_folder_per_clone() -> None:
    one, two = Path("/srv/one"), Path("/srv/two")
    assert chosen_folder(root=one, euid=1000, environment={}) == one / "var"
    as_root = [chosen_folder(root=root, euid=0, environment={}) for root in (one, two)]
    assert [folder.parent for folder in as_root] == [SYSTEM_STATE, SYSTEM_STATE]
    assert as_root[0] != as_root[1]
    assert as_root[0] == chosen_folder(root=one, euid=0, environment={})


@pytest.mark.parametrize("euid", [0, 1000])
def test_app_state_wins(euid: int) -> None:
    assert chosen_folder(root=Path("/srv/one"), euid=euid, environment={"APP_STATE": "/data/shop"}) == Path("/data/shop")


def _folder_with_socket_path_of(length: int, base: Path) -> Path:
    missing = length - len(os.fsencode(base / "s" / ".s.PGSQL.5432")) - 1
    return base / ("x" * missing)


def test_a_path_too_long_for_a_socket_is_said_at_once_and_nothing_is_made(open_folder: Path) -> None:
    folder = _folder_with_socket_path_of(LONGEST_SOCKET_PATH + 1, open_folder)
    with pytest.raises(CannotStart, match=r"too long for a socket: 108 bytes, 107 at most.*APP_STATE="):
        open_state(folder, user=OURSELVES)
    assert not folder.exists()


def test_the_longest_path_is_accepted(open_folder: Path) -> None:
    assert open_state(_folder_with_socket_path_of(LONGEST_SOCKET_PATH, open_folder), user=OURSELVES).logs.is_dir()


def test_bytes_count_not_letters(open_folder: Path) -> None:
    folder = open_folder / ("दुकान" * 8)
    assert len(str(folder)) < LONGEST_SOCKET_PATH
    with pytest.raises(CannotStart, match="too long"):
        open_state(folder, user=OURSELVES)


def test_a_folder_below_a_closed_home_is_refused_by_name_for_a_service_user(open_folder: Path) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    with pytest.raises(CannotStart, match=rf"{home} is closed to others.*APP_STATE="):
        open_state(home / "state", user=SOMEBODY)
    assert open_state(home / "state", user=OURSELVES).folder == home / "state"


def test_a_place_where_nothing_can_be_made_is_refused(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(CannotStart, match=r"cannot be made.*APP_STATE="):
        open_state(open_folder / "file" / "state", user=OURSELVES)


def test_folders_get_exactly_their_mode_and_old_ones_keep_theirs(open_folder: Path) -> None:
    old = os.umask(0o077)
    try:
        make_folder(open_folder / "new", mode=0o711)
    finally:
        os.umask(old)
    assert (open_folder / "new").stat().st_mode & 0o777 == 0o711
    make_folder(open_folder / "new", mode=0o700)
    assert (open_folder / "new").stat().st_mode & 0o777 == 0o711


def test_a_second_launcher_is_refused_with_the_first_ones_number(open_folder: Path) -> None:
    state = State(folder=open_folder)
    with lock(state):
        with pytest.raises(CannotStart, match=rf"Already running \(process {os.getpid()}"):
            lock(state)
        assert (open_folder / "lock").read_text() == f"{os.getpid()}\n"
    lock(state).close()


def test_the_secret_is_made_once_and_closed_to_others(open_folder: Path) -> None:
    state = State(folder=open_folder)
    first = secret_key(state)
    assert len(first) >= 50
    assert secret_key(state) == first
    assert (open_folder / "secret-key").stat().st_mode & 0o777 == 0o600
    (open_folder / "secret-key").unlink()
    assert secret_key(state) != first


def test_only_large_logs_are_put_aside(open_folder: Path) -> None:
    state = open_state(open_folder / "state", user=OURSELVES)
    (state.logs / "web.log").write_text("short")
    with (state.logs / "worker.log").open("wb") as log:
        log.truncate(LARGE_LOG + 1)
    rotate_logs(state)
    assert sorted(path.name for path in state.logs.iterdir()) == ["web.log", "worker.log.1"]
