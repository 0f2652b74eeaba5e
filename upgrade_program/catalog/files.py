"""The catalogue's two files: devices.csv (variants, launch day, SRP), plan_prices.csv (published prices from 00:00 of a day in India)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.kernel.errors import Invalid, Refused

T = TypeVar("T")
FOLDER = Path(__file__).parent / "data"


class CatalogueFault(Refused):
    """A line of a file cannot be used; nothing of either file was loaded."""

    code = "catalogue_fault"
    status = 422
    sentence = "{file}, line {line}: {fault}"
    next_step = "Correct the file and load it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One variant; `srp` in rupees, in force from the launch day; `checked` is no while head office has to verify it."""

    line: int
    brand: str
    series: str
    model: str
    ram_gb: int
    storage_gb: int
    launch_date: date
    srp: Decimal
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One published plan price of a model, in rupees, GST included."""

    line: int
    brand: str
    model: str
    amount: Decimal
    from_day: date


def read_devices(path: Path = FOLDER / "devices.csv") -> list[DeviceRow]:
    """The variants of a file; refuses (`catalogue_fault`) naming the first line that is wrong or doubled."""
    rows = [
        DeviceRow(
            line=cells.line,
            brand=cells.text("brand"),
            series=cells.text("series"),
            model=cells.text("model"),
            ram_gb=cells.number("ram_gb"),
            storage_gb=cells.number("storage_gb"),
            launch_date=cells.day("launch_date"),
            srp=cells.amount("srp_inr"),
            checked=cells.yes_or_no("srp_checked"),
        )
        for cells in _cells(path)
    ]
    _refuse_doubles(path, ((row.line, (row.brand, row.model, row.ram_gb, row.storage_gb)) for row in rows))
    return rows


def read_prices(path: Path = FOLDER / "plan_prices.csv") -> list[PriceRow]:
    """The prices of a file; refuses (`catalogue_fault`) naming the first line that is wrong or doubled."""
    rows = [
        PriceRow(
            line=cells.line,
            brand=cells.text("brand"),
            model=cells.text("model"),
            amount=cells.amount("plan_price_inr"),
            from_day=cells.day("effective_from"),
        )
        for cells in _cells(path)
    ]
    _refuse_doubles(path, ((row.line, (row.brand, row.model, row.from_day)) for row in rows))
    return rows


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line of a file; each reader refuses naming file, line and column."""

    file: str
    line: int
    cells: Mapping[str, str | None]

    def text(self, column: str) -> str:
        value = " ".join((self.cells.get(column) or "").split())
        if not value:
            raise self.fault(f"{column} is missing")
        return value

    def number(self, column: str) -> int:
        number = self._read(column, int)
        if number < 1:
            raise self.fault(f"{column} is not above 0")
        return number

    def day(self, column: str) -> date:
        return self._read(column, date.fromisoformat)

    def amount(self, column: str) -> Decimal:
        return self._read(column, lambda text: parse_amount(Decimal(text)))

    def yes_or_no(self, column: str) -> bool:
        return self._read(column, {"yes": True, "no": False}.__getitem__)

    def fault(self, words: str) -> CatalogueFault:
        return CatalogueFault(file=self.file, line=self.line, fault=words)

    def _read(self, column: str, read: Callable[[str], T]) -> T:
        text = self.text(column)
        try:
            return read(text)
        except (ValueError, KeyError, InvalidOperation, Invalid):
            raise self.fault(f"{column} cannot be {text!r}") from None


def _cells(path: Path) -> Iterator[_Cells]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for cells in (reader := csv.DictReader(lines)):
            yield _Cells(file=path.name, line=reader.line_num, cells=cells)


def _refuse_doubles(path: Path, keys: Iterable[tuple[int, tuple[object, ...]]]) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for line, key in keys:
        if key in seen:
            raise CatalogueFault(file=path.name, line=line, fault=f"the same as line {seen[key]}")
        seen[key] = line
