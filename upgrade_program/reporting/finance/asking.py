"""Hand-written statements, asked and read; several of them as of one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_AS_OF_ONE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


def rows(sql: str, asked: Mapping[str, Any]) -> list[Any]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


@contextmanager
def one_snapshot() -> Iterator[None]:
    """A transaction whose statements all see what its first one sees; within another one they see what that sees."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute(_AS_OF_ONE)
        yield
