"""Rows of a table as a customer's copy tells them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def told(rows: QuerySet[Any], columns: str) -> list[dict[str, Any]]:
    """The rows by these columns (parted by blanks; those of another table after `__`), in the order asked for; `__` reads as `_`."""
    names = columns.split()
    return [{name.replace("__", "_"): row[name] for name in names} for row in rows.values(*names)]
