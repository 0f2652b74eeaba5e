"""Workbooks as a spreadsheet saves them, and as somebody with a grudge would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def xlsx(rows: Iterable[Sequence[Any]], *, hidden_first: bool = False) -> bytes:
    """One sheet of these rows; before it a hidden one, if asked for. What begins with = is a formula."""
    book = Workbook()
    sheet = book.active
    if hidden_first:
        sheet.append(["hidden"])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Prices")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(
    data: bytes, *, drop: Sequence[str] = (), packed: int = zipfile.ZIP_DEFLATED, **changes: bytes | Callable[[bytes], bytes]
) -> bytes:
    """The same container with members changed, added or left out; in a name `__` stands for / and `_xml` for .xml."""
    by_name = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): change for name, change in changes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", packed) as new:
        for name in old.namelist():
            if name in drop:
                continue
            change = by_name.pop(name, old.read(name))
            new.writestr(name, change(old.read(name)) if callable(change) else change)
        for name, change in by_name.items():
            assert isinstance(change, bytes)
            new.writestr(name, change)
    return out.getvalue()
