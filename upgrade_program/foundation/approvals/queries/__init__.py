"""Questions about approvals."""

from upgrade_program.foundation.approvals.queries.approvals import (
    approval_for,
    asked_by,
    decided_at_store,
    for_actor,
    granted_for,
    may_decide,
    newest_on,
    waiting_for,
    waiting_on,
)
from upgrade_program.foundation.approvals.queries.tally import Tally, tally

__all__ = [
    "Tally",
    "approval_for",
    "asked_by",
    "decided_at_store",
    "for_actor",
    "granted_for",
    "may_decide",
    "newest_on",
    "tally",
    "waiting_for",
    "waiting_on",
]
