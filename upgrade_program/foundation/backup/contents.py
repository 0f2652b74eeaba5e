"""What a database holds, as numbers that can be compared: the rows of every table."""

from __future__ import annotations

from typing import Any

_TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


def tables(cursor: Any) -> list[str]:
    """The names of all tables of our own, quoted."""
    cursor.execute(_TABLES)
    return [name for (name,) in cursor.fetchall()]


def rows_of_all(cursor: Any) -> dict[str, int]:
    """How many rows each table holds, in the transaction of the cursor."""
    counted = {}
    for name in tables(cursor):
        cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  (a name quoted by the server itself)
        counted[name] = int(cursor.fetchone()[0])
    return counted
