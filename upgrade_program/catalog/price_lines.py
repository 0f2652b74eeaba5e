"""New prices in a file: one line a model, or a variant by its SKU. Every line is read; the wrong ones are told with field and next step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.sheets import Cells, LineFault, read_sheet

COLUMNS = ("model", "sku", "new_price")
MOST_LINES = 5_000
_NEXT_STEP = "Export the prices, fill in the column new_price, and save it as CSV (UTF-8) or as a workbook."
_ORNAMENT = str.maketrans("", "", "₹, \u00a0")


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line that names a device and a price in rupees; `sku` is empty for a whole model."""

    line: int
    model: str
    sku: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Lines:
    lines: list[PriceLine]
    faults: list[LineFault]


def read_lines(text: str) -> Lines:
    """The lines with a new price, and the faults of those that cannot be read; a line without a new price is passed over.

    Refuses (`file_unreadable`) a text without the columns, one with signs that cannot be stored, and more than 5,000 lines.
    """
    found = Lines([], [])
    for line, cells in read_sheet(text, columns=COLUMNS, most=MOST_LINES, next_step=_NEXT_STEP):
        _read(line, cells, found)
    return found


def _read(line: int, cells: Cells, found: Lines) -> None:
    model, sku, price = (cells.get(column, "") for column in COLUMNS)
    if not price:
        return
    if not model and not sku:
        found.faults.append(LineFault(line, "model", "invalid", "No device is named. Write the model's name, or a SKU."))
        return
    if price.startswith("="):
        found.faults.append(
            LineFault(line, "new_price", "invalid", "A formula stands here. Put its value in its place: paste it as values.")
        )
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
