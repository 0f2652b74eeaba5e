"""Statements that a connection plans once: the hand-written ones whose planning costs as much as their work.

They belong to the connection, so a pooler that shares one connection between transactions cannot stand in front of PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from upgrade_program.foundation.database.postgres.base import DatabaseWrapper

_PARAMETER = re.compile(r"%\((\w+)\)s")


class Prepared:
    """A statement with parameters written `%(name)s`, and the SQL type of each; its first use on a connection prepares it there.

    The name is unique in the application; a per cent sign is doubled, as for the driver.
    A parameter without type, or a type without parameter, is a ValueError.
    """

    def __init__(self, name: str, sql: str, types: Mapping[str, str]) -> None:
        if set(_PARAMETER.findall(sql)) != set(types):
            raise ValueError(f"parameters and types of {name} differ: {sorted(set(_PARAMETER.findall(sql)) ^ set(types))}")
        places = {parameter: place for place, parameter in enumerate(types, start=1)}
        numbered = _PARAMETER.sub(lambda found: f"${places[found[1]]}", sql).replace("%%", "%")
        self._name = name
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {numbered}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in types)})"

    def execute(self, cursor: Any, parameters: Mapping[str, Any]) -> None:
        """Run it on one of Django's cursors, which then has its rows; parameters that it does not know are left out."""
        prepare(cursor, self._name, lambda: self._prepare)
        cursor.execute(self._execute, parameters)


def prepare(cursor: Any, name: str, statement: Callable[[], str]) -> None:
    """Send the PREPARE of this name, unless the connection of one of Django's cursors has had it."""
    database: DatabaseWrapper = cursor.db
    if name not in database.prepared:
        with database.wrap_database_errors:  # on the driver's own cursor, as everything that sets a connection up
            cursor.cursor.execute(statement())
        database.prepared.add(name)  # a rollback does not undo it
