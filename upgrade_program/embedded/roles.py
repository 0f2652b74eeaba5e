"""The two roles of the embedded PostgreSQL: `owner` made the data folder and owns every table, `app` runs and owns nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg2

OWNER, APP = "owner", "app"
_HELPER = "owner_to_be"


def connect_as_owner(sockets: Path) -> Any:
    """A connection as the owner that commits each statement; raises what psycopg2 raises while the server is not up."""
    try:
        return _connect(sockets, OWNER)
    except psycopg2.OperationalError as error:
        if f'role "{OWNER}" does not exist' not in str(error):
            raise
    _give_the_owner_its_name(sockets)
    return _connect(sockets, OWNER)


def make_application_role(cursor: Any) -> None:
    """The role that runs; its rights come with each migration."""
    cursor.execute(f"DROP ROLE IF EXISTS {_HELPER}")  # of a renaming that was broken off
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {APP} LOGIN")


def _give_the_owner_its_name(sockets: Path) -> None:
    """A data folder from before there were two roles: its one role was called `app` and owns everything, so it is renamed.

    Nobody renames himself, so another superuser does it, who goes again at once. Broken off anywhere, the next start goes on from there.
    """
    with _connect(sockets, APP) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [_HELPER])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {_HELPER} LOGIN SUPERUSER")
    connection.close()
    with _connect(sockets, _HELPER) as connection, connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {APP} RENAME TO {OWNER}")
    connection.close()


def _connect(sockets: Path, user: str) -> Any:
    connection = psycopg2.connect(host=str(sockets), user=user, dbname="postgres", connect_timeout=2)
    connection.autocommit = True
    return connection
