"""Laws of drafts, and the words in which other tables ask whether a row of theirs was drafted by one person and granted by another."""

from __future__ import annotations

import pgtrigger

from upgrade_program.drafts.enums import Kind
from upgrade_program.foundation.database.laws import never, never_when

_DAY = "({} AT TIME ZONE 'Asia/Kolkata')::date"

DRAFT_LAWS = [
    never(
        "a_draft_stands_as_it_was_made", pgtrigger.Update | pgtrigger.Delete, "a draft stands as it was made: to change it, make another"
    ),
    never_when(
        "a_draft_begins_after_the_day_it_was_made",
        pgtrigger.Insert,
        f"NEW.from_day <= {_DAY.format('NEW.made_at')}",
        "a draft begins on a day that has not come yet",
    ),
]


def granted(kind: Kind) -> str:
    """FROM and WHERE of the drafts `d` of a kind that somebody else of head office granted before the day they begin."""
    return f"""
        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id
       WHERE d.kind = '{kind.value}' AND a.state = 'granted' AND a.needs = 'headoffice'
         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND {_DAY.format("a.decided_at")} < d.from_day
    """
