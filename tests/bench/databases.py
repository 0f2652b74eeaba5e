"""Databases of the bench's own on the server of DATABASE_URL: migrated, filled, copied, dropped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Database:
    """One database by its name; `env` is what the application's processes are started with to use it."""

    name: str
    plans: int

    @property
    def env(self) -> dict[str, str]:
        chosen = {name: _named(os.environ[name], self.name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)}
        quiet = {"DJANGO_SETTINGS_MODULE": "upgrade_program.settings", "CONN_MAX_AGE": "600", "DEMO": "0"}
        return {**os.environ, **chosen, **quiet}

    @property
    def owner_env(self) -> dict[str, str]:
        """For the bulk data, which no right of the application's own role would let in."""
        return self.env | {"DATABASE_URL": _named(_owner_url(), self.name), "DATABASE_OWNER_URL": ""}

    def ask(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """One statement as the owner, committed."""
        return _ask(self.name, sql, parameters)

    def sample(self, size: int = 3000) -> list[str]:
        """Numbers of plans from all over the table."""
        step = max(1, self.plans // size)
        found = self.ask("SELECT number FROM plans_plan WHERE id = ANY(%(ids)s)", {"ids": list(range(1, self.plans + 1, step))})
        return [number for (number,) in found]


def make(name: str, *, plans: int) -> Database:
    """A new database with so many plans (an old one of the name is dropped)."""
    drop(name)
    ask_server(f"CREATE DATABASE {name}")
    if counts_statements():
        ask_server("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    database = Database(name, plans)
    static = ["manage.py", "collectstatic", "--noinput", "-v0"]  # pages name their files by the manifest
    fill = ["-m", "tests.bench.fill", str(plans)]
    for command, env in (
        (static, database.env),
        (["manage.py", "migrate", "-v0"], database.env),
        (fill, database.owner_env),
    ):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True)
    return database


def copy(database: Database, name: str) -> Database:
    """The same database once more, file by file; who is connected to it is sent away for that."""
    drop(name)
    ask_server("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %(name)s", {"name": database.name})
    ask_server(f"CREATE DATABASE {name} TEMPLATE {database.name} STRATEGY FILE_COPY")
    return Database(name, database.plans)


def drop(name: str) -> None:
    ask_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def connection_string(name: str) -> list[str]:
    """How pgbench reaches a database, as the owner."""
    with closing(_connect(name)) as connection:
        parts = connection.info.dsn_parameters
    return [f"--{option}={parts[key]}" for option, key in (("host", "host"), ("port", "port"), ("username", "user")) if parts.get(key)]


def counts_statements() -> bool:
    """Whether the server was started with the module that counts them, as `run.py bench` starts it."""
    return "pg_stat_statements" in ask_server("SHOW shared_preload_libraries")[0][0]


def ask_server(sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """One statement in the server's own database, so that it does not count as the application's."""
    return _ask("postgres", sql, parameters)


def _ask(name: str, sql: str, parameters: Mapping[str, Any] | None) -> list[tuple[Any, ...]]:
    with closing(_connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def _connect(name: str) -> Any:
    connection = psycopg2.connect(_named(_owner_url(), name))
    connection.autocommit = True
    return connection


def _owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def _named(url: str, name: str) -> str:
    """The same server, another database."""
    return f"{url.rpartition('/')[0]}/{name}"
