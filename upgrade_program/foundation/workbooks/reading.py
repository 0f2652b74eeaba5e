"""The first sheet of a workbook as the text of a CSV file: a row a line, so that a line's number is the row's."""

from __future__ import annotations

import csv
import io
import warnings
import zlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from upgrade_program.foundation.workbooks.containers import looked_over
from upgrade_program.kernel.sheets import FileUnreadable

MOST_ROWS, MOST_COLUMNS = 6_000, 60
_NEXT_STEP = "Save it anew as an Excel workbook (.xlsx) with the list on its first sheet, or as CSV (UTF-8)."
# What openpyxl raises at files that no spreadsheet has written.
_FAULTS = (ParseError, zlib.error, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, EOFError, RecursionError)


def sheet_text(data: bytes) -> str:
    """The sheet's cells as they were typed: amounts as plain digits, days as ISO, errors and formulas by their own text.

    No formula is computed, nor is what was computed before believed: it stays a text that begins with `=`, for whoever reads the column
    to refuse at its line. Refuses (`file_unreadable`) what `looked_over` does, no sheet that is shown, and one that is too large.
    """
    container = looked_over(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, of which nothing is read
            return _text_of(container)
    except FileUnreadable:
        raise
    except _FAULTS as fault:
        raise FileUnreadable(fault="its first sheet is damaged", next_step=_NEXT_STEP) from fault


def _text_of(file: io.BytesIO) -> str:
    from openpyxl import load_workbook  # a tenth of a second, which only those who send a workbook wait for

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise FileUnreadable(fault="it has no sheet", next_step=_NEXT_STEP)
        sheet.reset_dimensions()  # a sheet may say that it is as large as it likes
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise FileUnreadable(
                    fault=f"its first sheet has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns",
                    next_step="Leave out what does not change, and delete empty rows and columns at the end.",
                )
            writer.writerow(_trimmed([_text(cell) for cell in row]))
        return out.getvalue()
    finally:
        book.close()


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    value = cell.value
    if cell.data_type == "f":
        return f"={str(getattr(value, 'text', value) or '').lstrip('=')}"
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int():
            return str(value)
        case float():
            return f"{Decimal(repr(value)):f}".removesuffix(".0")
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case time() if not (value.second or value.microsecond):
            return f"{value:%H:%M}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return " ".join(str(value).split())
