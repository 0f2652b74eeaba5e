"""A list as a workbook that no spreadsheet will execute: text is marked as text, whatever it begins with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_767  # signs; what a cell can hold
_WIDEST = 60


def workbook(header: Sequence[str], rows: Iterable[Sequence[object]], *, title: str) -> bytes:
    """One sheet: the header stays in view, amounts are numbers, None is an empty cell, everything else is text.

    Text keeps its own kind and the mark that a typed apostrophe sets, so it does not become a formula when a cell is edited either.
    """
    from openpyxl import Workbook  # a tenth of a second, which only those who ask for a workbook wait for
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    lines = [list(row) for row in rows]
    sheet.freeze_panes = "A2"
    for place, name in enumerate(header):
        widest = max([len(name), *(len(str(line[place])) for line in lines if line[place] is not None)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(widest + 2, _WIDEST)

    def cell(value: object, *, bold: bool = False) -> Any:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return WriteOnlyCell(sheet, value=value)
        text = _UNPRINTABLE.sub("", "" if value is None else str(value))[:_LONGEST_CELL]
        made = WriteOnlyCell(sheet, value=text or None)
        if text:
            made.data_type = "s"  # openpyxl takes one that begins with = for a formula
            made.quotePrefix = 1
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(name, bold=True) for name in header])
    for line in lines:
        sheet.append([cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
