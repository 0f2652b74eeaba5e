"""Triggers of the programme: a version stays as it was published, and what was heard stays as it was heard."""

from __future__ import annotations

import pgtrigger

from upgrade_program.foundation.database.laws import never, never_when


def stays_as_published(law: str) -> list[pgtrigger.Trigger]:
    """Of a dated version only the open end is set, once; it is never deleted. `law` names what a change breaks."""
    return [
        never(f"{law}_never_deleted", pgtrigger.Delete, "a version of the programme is never deleted"),
        never_when(
            f"{law}_as_published",
            pgtrigger.Update,
            "(to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') OR isempty(NEW.valid) OR lower(NEW.valid) <> lower(OLD.valid) "
            "OR (NOT upper_inf(OLD.valid) AND NEW.valid <> OLD.valid)",
            "the programme changes only by a new version: only the open end of one is set, once",
        ),
    ]


def only_added(law: str, says: str) -> pgtrigger.Trigger:
    """Rows are added and never touched again."""
    return never(law, pgtrigger.Update | pgtrigger.Delete, says)


A_BILL_STAYS_AS_HEARD = never_when(
    "a_bill_stays_as_heard",
    pgtrigger.Update,
    "(OLD.source_type, OLD.source_id) IS DISTINCT FROM (NEW.source_type, NEW.source_id) "
    "OR OLD.customer_id IS NOT NULL AND (OLD.customer_id, OLD.at, OLD.facts, OLD.awarded) "
    "IS DISTINCT FROM (NEW.customer_id, NEW.at, NEW.facts, NEW.awarded) "
    "OR OLD.taken_back_at IS NOT NULL AND OLD.taken_back_at IS DISTINCT FROM NEW.taken_back_at",
    "a bill that was heard of stays as it was heard, and is taken back once",
)
A_BILL_IS_NEVER_DELETED = never("a_heard_bill_is_never_deleted", pgtrigger.Delete, "a bill that was heard of is never forgotten")
