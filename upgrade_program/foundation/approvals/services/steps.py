"""One step of a request: its row locked, still waiting, ended, and told to the trail."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.foundation.approvals.authority import seen_by
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.refusals import ApprovalDecided
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound


def locked(pk: int, *, actor: Actor) -> Approval:
    """The request with its row locked; `NotFound` for what the actor may not see."""
    found = Approval.objects.select_for_update().filter(seen_by(actor), pk=pk).first()
    if found is None:
        raise NotFound
    return found


def require_waiting(approval: Approval) -> None:
    """Refuses (`approval_decided`) a request that waits no more."""
    if approval.state != State.WAITING:
        raise ApprovalDecided(state=approval.state)


def end(approval: Approval, *, state: State, actor: Actor, at: datetime, note: str = "") -> Approval:
    """Write what became of it; one audit row, last."""
    approval.state, approval.decided_at, approval.note = state.value, at, note
    approval.save(update_fields=["state", "decided_by_id", "decided_by_name", "decided_at", "note"])
    audit(
        actor=actor,
        at=at,
        verb=f"approval.{state}",
        subject=f"approval:{approval.pk}",
        before={"state": State.WAITING.value},
        after={"state": state.value, "kind": approval.kind, "subject": approval.subject},
        reason=note,
        chain=approval.store_id or 0,
    )
    return approval
