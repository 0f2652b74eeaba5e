"""What happened to one object, in words, from the audit trail: for the page that head office and auditors read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stores.models import StaffUser
from upgrade_program.foundation.audit.queries import rows_for

MOST = 200
_FINGERPRINT = re.compile(r"[a-p]{16}")  # of a text that may hold a person's data: see services.shops


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; empty where the act says nothing of it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: when, by whom, what, why, and what it changed."""

    at: datetime
    who: str
    verb: str
    reason: str
    changes: list[Change]


def trail_of(subject: str) -> list[Happened]:
    """What happened to a subject such as `store:17`, newest first, at most 200 acts; in two statements."""
    rows = list(rows_for(subject).order_by("-id")[:MOST])
    people = StaffUser.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    return [
        Happened(
            at=row.at,
            who=people[row.actor_id].name if row.actor_id in people else row.actor_role,
            verb=row.verb.replace(".", " ").replace("_", " "),
            reason=row.reason,
            changes=_changes(row.before or {}, row.after or {}),
        )
        for row in rows
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    names = [*after, *(name for name in before if name not in after)]
    return [Change(name.replace("_", " "), _words(before.get(name)), _words(after.get(name))) for name in names]


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "a text that is not kept here" if isinstance(value, str) and _FINGERPRINT.fullmatch(value) else str(value)
