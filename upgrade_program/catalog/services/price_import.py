"""A file of new prices becomes a change set, or comes back with every wrong line; nothing is kept of a file with a wrong one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.catalog.price_lines import read_lines
from upgrade_program.catalog.queries.price_lines import Matched, matched
from upgrade_program.catalog.services.price_changes import draft_prices
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.sheets import LineFault, LinesRefused

_AT_THE_DEVICE = {"not_eligible", "no_srp"}


@transaction.atomic
def import_prices(*, actor: Actor, text: str, from_at: datetime, reason: str, at: datetime) -> PriceChangeSet:
    """Keep the prices of a file as a change set that nobody is asked for yet.

    Refuses a file that cannot be read (`file_unreadable`), all wrong lines together (`lines_refused`), each with its own code, and what
    `draft_prices` refuses of the whole.
    """
    read = read_lines(text)
    rows, unmatched = matched(read.lines)
    faults = [*read.faults, *unmatched]
    if faults and not rows:
        raise LinesRefused(faults)
    try:
        with transaction.atomic():
            change_set = draft_prices(actor=actor, rows=[row for _, row in rows], from_at=from_at, reason=reason, at=at)
    except Refused as no:
        faults += _by_line(no, rows)
    if faults:
        raise LinesRefused(faults)
    return change_set


def _by_line(no: Refused, rows: Matched) -> list[LineFault]:
    """The refusals of rows at their lines; one that is about the whole is raised again."""
    lines = {row.key: line for line, row in rows}
    if any(error.field not in lines for error in no.errors):
        raise no
    return [
        LineFault(lines[error.field or ""], "model" if error.code in _AT_THE_DEVICE else "new_price", error.code, error.message)
        for error in no.errors
    ]
