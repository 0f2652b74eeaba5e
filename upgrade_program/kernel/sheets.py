"""Files of many lines: read as a whole into cells, and every wrong line told with its place and what to do."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from upgrade_program.kernel.errors import Refused


class FileUnreadable(Refused):
    """The file as a whole cannot be read."""

    code = "file_unreadable"
    status = 422
    field = "file"
    sentence = "This file cannot be read: {fault}."
    next_step = "Save it as CSV (UTF-8), with the names of the columns in its first line."


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in one line, where, and what to do."""

    line: int
    field: str
    code: str
    reason: str


class LinesRefused(Refused):
    """Lines of the file cannot be used; `faults` are all of them, by line."""

    code = "lines_refused"
    status = 422
    field = "text"
    sentence = "{count} to correct; nothing was changed, and all that was sent is kept below."
    next_step = "Correct these lines and send again."

    def __init__(self, faults: Sequence[LineFault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(count=f"{len(faults)} line{'' if len(faults) == 1 else 's'}")


Cells = dict[str, str]


def read_sheet(text: str, *, columns: Sequence[str], most: int, next_step: str = FileUnreadable.next_step) -> list[tuple[int, Cells]]:
    """Each line's number and its cells by column, blanks trimmed; a comma or a semicolon divides them.

    Refuses (`file_unreadable`) a text without these columns, one with signs that cannot be stored, and more than `most` lines.
    """
    if "\x00" in text:
        raise FileUnreadable(fault="it is no text", next_step=next_step)
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines(keepends=True), delimiter=_delimiter(text), restval="")
    missing = [column for column in columns if column not in [name.strip() for name in reader.fieldnames or []]]
    if missing:
        raise FileUnreadable(fault=f"it has no column {', '.join(missing)}", next_step=next_step)
    found = []
    try:
        for line, cells in _cells(reader):
            if line > most + 1:
                raise FileUnreadable(fault=f"it has more than {most} lines", next_step=next_step)
            found.append((line, cells))
    except csv.Error as fault:
        raise FileUnreadable(fault=str(fault), next_step=next_step) from fault
    return found


def _delimiter(text: str) -> str:
    """Spreadsheets of some languages save with semicolons."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def _cells(reader: csv.DictReader[str]) -> Iterator[tuple[int, Cells]]:
    for row in reader:
        cells = {str(name).strip(): " ".join(value.split()) for name, value in row.items() if isinstance(value, str)}
        yield reader.line_num, {name: value.removeprefix("'") for name, value in cells.items()}
