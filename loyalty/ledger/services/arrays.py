"""Lists as PostgreSQL's own array text: one constant for the server to read where the driver would write ten thousand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def array(values: Iterable[int | bool | str | datetime | None]) -> str:
    """As text to be cast, `{1,2}`; None is NULL."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: int | bool | str | datetime | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value.isoformat() if isinstance(value, datetime) else str(value)
