"""A file of stores or staff is taken as a whole or not at all. Looking at what it would do is doing it, and rolling it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from stores.access import require_head_office
from stores.difference import Difference, LineChange
from stores.services.turns import take_turn
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.sheets import Cells, LineFault, LinesRefused, read_sheet

MOST_LINES = 1_000
Sheet = list[tuple[int, Cells]]
Taking = Callable[[int, Cells], LineChange]  # does what one line says, and tells it


class NothingToChange(Refused):
    code = "nothing_to_change"
    status = 422
    field = "text"
    sentence = "Every line of this file says what stands already."
    next_step = "Change a line, or leave it as it is."


class ImportChanged(Refused):
    """The difference is no longer the one that was shown: somebody applied this file, or changed one of its stores or people."""

    code = "import_changed"
    field = "text"
    sentence = "What this file would change is no longer what you saw."
    next_step = "Look at the difference below, and apply it if it is what you want."


def read(text: str, *, columns: tuple[str, ...]) -> Sheet:
    """The lines with something in them."""
    return [(line, cells) for line, cells in read_sheet(text, columns=columns, most=MOST_LINES) if any(cells.values())]


@transaction.atomic
def look(sheet: Sheet, *, actor: Actor, prepare: Callable[[Sheet], Taking]) -> Difference:
    """What the file would change; changes nothing. Refuses as `apply` does, but for what was seen."""
    difference = _taken(sheet, actor=actor, prepare=prepare)
    transaction.set_rollback(True)
    return difference


@transaction.atomic
def apply(sheet: Sheet, *, actor: Actor, prepare: Callable[[Sheet], Taking], seen: str) -> Difference:
    """Do what the file says, all of it; gives the difference.

    Head office only. Refuses all wrong lines together (`lines_refused`), a file that changes nothing (`nothing_to_change`), and a
    difference other than the one with the mark `seen` (`import_changed`): so the same file is applied once, however often it is sent.
    """
    difference = _taken(sheet, actor=actor, prepare=prepare)
    if difference.mark != seen:
        raise ImportChanged
    return difference


def _taken(sheet: Sheet, *, actor: Actor, prepare: Callable[[Sheet], Taking]) -> Difference:
    require_head_office(actor)
    take_turn()
    take = prepare(sheet)
    faults: list[LineFault] = []
    lines: list[LineChange] = []
    for line, cells in sheet:
        try:
            with transaction.atomic():
                lines.append(take(line, cells))
        except Refused as no:
            faults += _faults(line, no)
    if faults:
        raise LinesRefused(faults)
    difference = Difference(lines)
    if not difference.changing:
        raise NothingToChange
    return difference


def _faults(line: int, no: Refused) -> Iterable[LineFault]:
    return [LineFault(line, error.field or "", error.code, error.message) for error in no.errors]


__all__ = ["MOST_LINES", "ImportChanged", "NothingToChange", "Sheet", "Taking", "apply", "look", "read"]
