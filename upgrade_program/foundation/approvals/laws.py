"""What triggers keep of an approval: it starts waiting, what was asked stays, one decision ends it, and it is there for good."""

import pgtrigger

from upgrade_program.foundation.database.laws import never, never_when

_ASKED = "id, kind, subject, store_id, needs, facts, reason, asked_by_id, asked_by_name, asked_at"
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in _ASKED.split(", ")) for row in ("OLD", "NEW"))
APPROVAL_LAWS = [
    never_when("an_approval_starts_waiting", pgtrigger.Insert, "NEW.state <> 'waiting'", "a request waits before it is decided"),
    never_when("an_approval_is_decided_once", pgtrigger.Update, "OLD.state <> 'waiting'", "a request that waits no more stays as it is"),
    never_when(
        "what_was_asked_never_changes",
        pgtrigger.Update,
        f"({_OLD}) IS DISTINCT FROM ({_NEW})",
        "what was asked, by whom, when and why never changes",
    ),
    never("approvals_are_never_deleted", pgtrigger.Delete, "an approval is never removed"),
]
