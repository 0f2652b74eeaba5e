"""What the database itself remembers of a row, in words: beside the trail, which tells of acts, it tells of every statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings

from stores.models import StaffUser
from stores.trail import Change
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.foundation.history.queries import changes_of, changes_within

MOST = 200
_DONE = {"insert": "added", "update": "changed", "delete": "deleted", "found": "as it stood when the memory began"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One change of a row: when, through whose page or by which role, of what, and each column before and after."""

    at: datetime
    who: str
    what: str
    reason: str
    changes: list[Change]
    by_hand: bool  # not the application: somebody was in the database, whomever they said they act for


def kept_of(table: str, key: int, *, parts: dict[str, str]) -> list[Kept]:
    """What is remembered of a row and of the rows that are parts of it (table → the column that names it), newest first, 200 at most."""
    found = [changes_of(table, key)[:MOST], *(changes_within(part, column, key)[:MOST] for part, column in parts.items())]
    rows = sorted(chain.from_iterable(found), key=lambda row: row.pk, reverse=True)[:MOST]
    people = StaffUser.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    return [_kept(row, people) for row in rows]


def _kept(row: RowChange, people: dict[Any, StaffUser]) -> Kept:
    application = settings.APP_ROLE["USER"] if settings.APP_ROLE else row.role
    by_hand = row.role != application
    name = people[row.actor_id].name if row.actor_id in people else ""
    who = name or "no page: a job or a script"
    if by_hand:
        who = f"database role {row.role}" + (f", who said it was {name}" if name else "")
    before, after = row.before or {}, row.after or {}
    names = row.changed if row.op == "update" else sorted(name for name, value in (after or before).items() if value not in (None, ""))
    changes = [Change(name.removesuffix("_id").replace("_", " "), _words(before.get(name)), _words(after.get(name))) for name in names]
    noun = row.table.partition("_")[2]
    return Kept(row.at, who, f"{noun} {_DONE[row.op]}", row.reason, changes, by_hand)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if len(text) <= 300 else f"{text[:300]}…"
