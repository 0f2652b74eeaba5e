"""Shutting pgtrigger's back door: with it any session could say `SET pgtrigger.ignore` and pass every law in this database by.

The function it asks is made to answer no, always; that also spares each row a subtransaction.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_SHUT = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT false'
"""
_OPEN = "SELECT 1 FROM pg_proc WHERE oid = to_regproc('public._pgtrigger_should_ignore') AND prosrc <> 'SELECT false'"


def shut(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After each migration, because each one with a trigger opens it again."""
    with connections[using].cursor() as cursor:
        cursor.execute(_OPEN)
        if cursor.fetchone():
            cursor.execute(_SHUT)
