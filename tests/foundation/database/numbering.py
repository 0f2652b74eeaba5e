"""Ids that come again, for tests that compare what two ways of one act leave."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from tests.foundation.database.scratch import forget_rows


def numbered_afresh(tables: Iterable[str]) -> None:
    """Sequences are not rolled back: put each behind its table's last id, so that both ways draw the same ids.

    What this process keeps of rows by their ids is forgotten: others get those ids now.
    """
    forget_rows()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}")
