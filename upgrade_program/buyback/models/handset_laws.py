"""The laws of a hand-over and its handsets, which span both tables."""

from __future__ import annotations

from typing import Any

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, refuse

_COUNTED = "a_handover_counts_its_handsets"
_OWN = "a_handset_leaves_with_its_own_store"


def _counts(key: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """At commit: a hand-over's count is the number of handsets that went with it; `key` is the column of NEW with its id."""
    return at_commit(
        _COUNTED,
        operation,
        f"""
        SELECT h.count <> (SELECT count(*) FROM buyback_handset s WHERE s.handover_id = h.id)
          INTO wrong FROM buyback_handover h WHERE h.id = NEW.{key};
        IF wrong THEN
            {refuse(_COUNTED, "a hand-over counts exactly the handsets that went with it")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("wrong", "boolean")],
        condition=condition,
    )


HANDOVER_LAWS = [
    never("handovers_never_change", pgtrigger.Update | pgtrigger.Delete, "a hand-over never changes"),
    _counts("id", pgtrigger.Insert),
]
LEAVING_LAWS = [
    _counts(
        "handover_id",
        pgtrigger.Insert | pgtrigger.Update,
        pgtrigger.Condition("NEW.handover_id IS NOT NULL"),
    ),
    before(
        _OWN,
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF NEW.handover_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM buyback_handover h WHERE h.id = NEW.handover_id AND h.store_id = NEW.store_id) THEN
            {refuse(_OWN, "a handset leaves with a hand-over of its own store")}
        END IF;
        RETURN NEW;
        """,  # noqa: S608  built of constants only
    ),
]
