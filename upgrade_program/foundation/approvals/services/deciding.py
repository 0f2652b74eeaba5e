"""Granting and rejecting."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from upgrade_program.foundation.approvals.authority import require_decider
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services.steps import end, locked, require_waiting
from upgrade_program.foundation.approvals.services.typed import reason, words
from upgrade_program.kernel.actor import Actor


def grant(*, approval_id: int, actor: Actor, at: datetime, note: str = "") -> Approval:
    """Say yes, in the transaction of the effect: both happen or neither. Outside one a RuntimeError.

    Refuses what the actor may not see (`not_found`), the asker (`self_approval`), too low a role (`forbidden`) and a request that waits
    no more (`approval_decided`). Call it once the effect holds its locks, the subject's row before all: the audit chain stays locked
    until the commit, and `lapse` comes from the subject's row too.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an approval is granted in the transaction of its effect")
    approval = _taken(approval_id, actor=actor)
    return end(approval, state=State.GRANTED, actor=actor, at=at, note=words(note, field="note"))


def reject(*, approval_id: int, actor: Actor, at: datetime, note: str) -> Approval:
    """Say no, and why; refuses like `grant`, and no reason at all (`reason_required`)."""
    with transaction.atomic():
        approval = _taken(approval_id, actor=actor)
        return end(approval, state=State.REJECTED, actor=actor, at=at, note=reason(note, field="note"))


def _taken(approval_id: int, *, actor: Actor) -> Approval:
    """The locked request with its decider's name on it."""
    approval = locked(approval_id, actor=actor)
    decider = require_decider(actor, approval)
    require_waiting(approval)
    approval.decided_by_id, approval.decided_by_name = decider, actor.name or actor.username
    return approval
