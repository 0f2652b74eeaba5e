"""The embedded PostgreSQL and Valkey themselves, started for real."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from upgrade_program.embedded import roles
from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.identity import service_user
from upgrade_program.embedded.postgres import FORGETFUL, Postgres
from upgrade_program.embedded.state import State, open_state
from upgrade_program.embedded.supervisor import Supervisor
from upgrade_program.embedded.valkey import Valkey


@pytest.fixture
def state(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    return open_state(open_folder / "state", user=service_user())


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor() as supervisor:
        yield supervisor


def ask(state: State, sql: str, *, user: str = "app") -> str:
    connection = psycopg2.connect(host=str(state.sockets), user=user, dbname="app")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def until_another(supervisor: Supervisor, name: str, first: int) -> None:
    """Until another child is ready in the place of the one that was killed."""
    end = time.monotonic() + 60
    while supervisor._running[name].child.pid == first and time.monotonic() < end:
        supervisor.tick()
    supervisor.wait_ready(seconds=120)


def test_postgres_stands_up_after_an_interrupted_initdb_and_after_kill_nine(state: State, supervisor: Supervisor) -> None:
    half_made = state.folder / "pg.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    postgres = Postgres(state=state, user=service_user(), settings=FORGETFUL)
    postgres.make_data_folder()
    supervisor.start(postgres)
    supervisor.wait_ready(seconds=120)
    assert ask(state, "SHOW server_version").startswith("18.")
    assert ask(state, "SHOW listen_addresses") == ""
    assert ask(state, "SHOW server_encoding") == "UTF8"
    assert (state.folder / "pg").stat().st_mode & 0o777 == 0o700
    assert state.sockets.stat().st_mode & 0o777 == 0o700

    older = supervisor.begin(["sleep", "60"], env=os.environ, cwd=Path("/"))
    assert not postgres.is_ready(older), "a server answers, but not this child: it may be an older one on its way out"

    first = int((state.folder / "pg" / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    until_another(supervisor, "postgres", first)
    assert int((state.folder / "pg" / "postmaster.pid").read_text().split()[0]) != first
    assert ask(state, "SELECT 1") == "1"

    postgres.make_data_folder()  # a second start finds everything there
    supervisor.stop()
    assert not (state.folder / "pg" / "postmaster.pid").exists(), "an orderly end"


def test_the_owner_makes_and_the_application_owns_nothing(state: State, supervisor: Supervisor) -> None:
    postgres = Postgres(state=state, user=service_user(), settings=FORGETFUL)
    postgres.make_data_folder()
    supervisor.start(postgres)
    supervisor.wait_ready(seconds=120)
    powers = "SELECT string_agg(rolname || ' ' || rolsuper, ', ' ORDER BY rolname) FROM pg_roles WHERE rolcanlogin"
    assert ask(state, powers) == "app false, owner true"
    assert postgres.environment["DATABASE_URL"] == "postgres://app@/app"
    assert postgres.environment["DATABASE_OWNER_URL"] == "postgres://owner@/app"


@pytest.mark.parametrize("broken_off", [False, True], ids=["at once", "broken off before"])
def test_a_folder_with_one_role_gets_its_second_and_keeps_everything(
    state: State, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, broken_off: bool
) -> None:
    """A data folder of an older version: `app` was its superuser and owns the tables."""
    postgres = Postgres(state=state, user=service_user(), settings=FORGETFUL)
    with monkeypatch.context() as before:
        before.setattr(roles, "OWNER", "app")
        postgres.make_data_folder()
        supervisor.start(postgres)
        supervisor.wait_ready(seconds=120)
    with psycopg2.connect(host=str(state.sockets), user="app", dbname="app") as old, old.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 17 AS number")
        if broken_off:
            cursor.execute("CREATE ROLE owner_to_be LOGIN SUPERUSER")
    old.close()
    supervisor.stop()
    supervisor.start(postgres)
    supervisor.wait_ready(seconds=120)
    assert ask(state, "SELECT number || ' ' || tableowner FROM kept, pg_tables WHERE tablename = 'kept'", user="owner") == "17 owner"
    assert ask(state, "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolsuper") == "owner"
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(state, "SELECT number FROM kept")


def test_data_of_another_major_version_is_refused_and_left_alone(state: State) -> None:
    data = state.folder / "pg"
    data.mkdir()
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="data of PostgreSQL 17; this version of the project brings 18"):
        Postgres(state=state, user=service_user()).make_data_folder()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_valkey_refuses_when_full_listens_on_no_port_and_stands_up_again(state: State, supervisor: Supervisor) -> None:
    valkey = Valkey(state=state)
    supervisor.start(valkey)
    supervisor.wait_ready(seconds=120)
    path = valkey.environment["REDIS_URL"].removeprefix("redis+socket://").removesuffix("?virtual_host=0")
    client = redis.Redis(unix_socket_path=path)
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert client.config_get("port") == {"port": "0"}
    client.set("kept", "1")
    assert client.execute_command("WAITAOF", 1, 0, 60_000)[0] == 1  # on the disk: within a second, or when a slow one has taken it
    first = supervisor._running["valkey"].child
    first.kill()
    until_another(supervisor, "valkey", first.pid)
    assert client.get("kept") == b"1"
    client.close()
