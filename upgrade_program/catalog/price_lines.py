"""New prices in a file: one line a model, or a variant by its SKU. Every line is read; the wrong ones are told with field and next step."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.kernel.errors import Invalid, Refused

COLUMNS = ("model", "sku", "new_price")
MOST_LINES = 5_000
_ORNAMENT = str.maketrans("", "", "₹, \u00a0")


class FileUnreadable(Refused):
    """The file as a whole cannot be read."""

    code = "file_unreadable"
    status = 422
    field = "file"
    sentence = "This file cannot be read: {fault}."
    next_step = "Export the prices, fill in the column new_price, and save it as CSV (UTF-8)."


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line that names a device and a price in rupees; `sku` is empty for a whole model."""

    line: int
    model: str
    sku: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in one line, where, and what to do."""

    line: int
    field: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lines:
    lines: list[PriceLine]
    faults: list[LineFault]


def read_lines(text: str) -> Lines:
    """The lines with a new price, and the faults of those that cannot be read; a line without a new price is passed over.

    Refuses (`file_unreadable`) a text without the columns, one with signs that cannot be stored, and more than 5,000 lines.
    """
    if "\x00" in text:
        raise FileUnreadable(fault="it is no text")
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines(keepends=True), delimiter=_delimiter(text), restval="")
    missing = [column for column in COLUMNS if column not in [name.strip() for name in reader.fieldnames or []]]
    if missing:
        raise FileUnreadable(fault=f"it has no column {', '.join(missing)}")
    found = Lines([], [])
    try:
        for line, cells in _cells(reader):
            if line > MOST_LINES + 1:
                raise FileUnreadable(fault=f"it has more than {MOST_LINES} lines")
            _read(line, cells, found)
    except csv.Error as fault:
        raise FileUnreadable(fault=str(fault)) from fault
    return found


def _delimiter(text: str) -> str:
    """Spreadsheets of some languages save with semicolons."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def _cells(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        cells = {str(name).strip(): " ".join(value.split()) for name, value in row.items() if isinstance(value, str)}
        yield reader.line_num, cells


def _read(line: int, cells: dict[str, str], found: Lines) -> None:
    model, sku, price = (cells.get(column, "").removeprefix("'") for column in COLUMNS)
    if not price:
        return
    if not model and not sku:
        found.faults.append(LineFault(line, "model", "invalid", "No device is named. Write the model's name, or a SKU."))
        return
    try:
        amount = parse_amount(Decimal(price.translate(_ORNAMENT)), field="new_price")
    except InvalidOperation:
        said = f"{price[:40]!r} is not an amount. Type rupees, such as 529."
        found.faults.append(LineFault(line, "new_price", "invalid", said))
    except Invalid as no:
        found.faults.append(LineFault(line, "new_price", no.code, str(no)))
    else:
        found.lines.append(PriceLine(line, model, sku, amount))
