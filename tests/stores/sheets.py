"""Files of stores and staff, as tests send them."""

from __future__ import annotations

from collections.abc import Iterable

from stores.gstin import gstin_for
from stores.services.import_staff import STAFF_COLUMNS
from stores.services.import_stores import STORE_COLUMNS
from tests.stores.acts import SHOP


def sheet(columns: Iterable[str], *rows: dict[str, str]) -> str:
    return "\n".join([",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows), ""])


def shop(code: str, **cells: str) -> dict[str, str]:
    """The cells of a store in Karnataka."""
    plain = {name: str(value) for name, value in SHOP.items()} | {"opens": "10:00", "closes": "21:00"}
    return plain | {"code": code, "gstin": gstin_for("29AAPFU0939F1Z")} | cells


def stores(*rows: dict[str, str]) -> str:
    return sheet(STORE_COLUMNS, *rows)


def staff(*rows: dict[str, str]) -> str:
    return sheet(STAFF_COLUMNS, *rows)
