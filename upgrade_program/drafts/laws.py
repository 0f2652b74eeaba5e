"""Laws of drafts and of their withdrawals, and the words in which other tables ask whether a row of theirs was drafted by one person and
granted by another, and whether somebody withdrew it."""

from __future__ import annotations

import pgtrigger

from upgrade_program.drafts.enums import Kind
from upgrade_program.foundation.database.laws import at_commit, never, never_when, refuse

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
    never_when(
        "a_draft_begins_within_two_years",
        pgtrigger.Insert,
        f"NEW.from_day > {_DAY.format('NEW.made_at')} + interval '2 years'",
        "a draft begins within two years of the day it was made",
    ),
]
_ASKED = "FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id"
_GONE = "what_is_withdrawn_is_in_force_on_no_day"
WITHDRAWAL_LAWS = [
    never(
        "what_was_withdrawn_stays_so",
        pgtrigger.Update | pgtrigger.Delete,
        "what was withdrawn stays so: to have it after all, draft it anew",
    ),
    never_when(
        "what_is_withdrawn_was_granted_and_is_to_come",
        pgtrigger.Insert,
        f"""NOT EXISTS (SELECT 1 {_ASKED}
             WHERE d.id = NEW.draft_id AND a.state = 'granted' AND {_DAY.format("NEW.at")} < d.from_day)""",
        "what was granted is withdrawn before the day it begins",
    ),
    # Of whichever table: the rows of a kind stand in a room above this one, which the database does not mind.
    at_commit(
        _GONE,
        pgtrigger.Insert,
        f"""
        IF EXISTS (SELECT 1 FROM plans_termsversion v WHERE v.draft_id = NEW.draft_id AND NOT isempty(v.valid))
           OR EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.draft_id = NEW.draft_id AND NOT isempty(r.valid)) THEN
            {refuse(_GONE, "what is withdrawn is in force on no day")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[],
    ),
]


def granted(kind: Kind) -> str:
    """FROM and WHERE of the drafts `d` of a kind that somebody else of head office granted before the day they begin."""
    return f"""
        {_ASKED}
       WHERE d.kind = '{kind.value}' AND a.state = 'granted' AND a.needs = 'headoffice'
         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND {_DAY.format("a.decided_at")} < d.from_day
    """


def withdrawn(draft: str) -> str:
    """Whether somebody withdrew the draft of this id."""
    return f"EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = {draft})"  # noqa: S608  built of constants only
