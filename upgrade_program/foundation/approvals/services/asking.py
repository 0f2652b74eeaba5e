"""Asking for an approval, taking the request back, and letting it lapse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from upgrade_program.foundation.approvals.authority import require_asker
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import DECIDERS, KIND, Approval
from upgrade_program.foundation.approvals.queries import waiting_on
from upgrade_program.foundation.approvals.refusals import ApprovalWaiting
from upgrade_program.foundation.approvals.services.steps import end, locked, require_waiting
from upgrade_program.foundation.approvals.services.typed import reason as typed_reason
from upgrade_program.foundation.audit.privacy import impersonal, plain
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden

_ONE_WAITS = "one_waiting_approval_a_kind_and_subject"


def ask(
    *,
    kind: str,
    subject: str,
    needs: Role,
    facts: Mapping[str, object],
    reason: str,
    actor: Actor,
    at: datetime,
    store_id: int | None = None,
) -> Approval:
    """Ask a manager of the store (the actor's unless named) or head office; nothing has an effect until `grant`.

    Refuses no reason (`reason_required`), a second request while one waits (`approval_waiting`), and all but clerks, managers and
    head office (`forbidden`). A mobile or an IMEI in the facts is a ValueError, a float a TypeError; in the reason it is struck out.
    """
    if needs not in DECIDERS or not re.fullmatch(KIND, kind):
        raise ValueError(f"no approval of kind {kind!r} that needs {needs!r}")
    asker = require_asker(actor)
    said = typed_reason(reason, field="reason")
    approval = Approval(
        kind=kind,
        subject=impersonal(subject),
        store_id=actor.store_id if store_id is None else store_id,
        needs=needs.value,
        facts=plain(dict(facts)),
        reason=said,
        asked_by_id=asker,
        asked_by_name=actor.name or actor.username,
        asked_at=at,
    )
    with transaction.atomic():
        _put(approval)
        what: dict[str, Any] = {"kind": kind, "subject": subject, "needs": approval.needs, "facts": approval.facts}
        audit(
            actor=actor,
            at=at,
            verb="approval.asked",
            subject=f"approval:{approval.pk}",
            after={"state": approval.state, **what},
            reason=said,
            chain=approval.store_id or 0,
        )
    return approval


def _put(approval: Approval) -> None:
    """Insert the row; of two at the same instant the law refuses the later."""
    if waiting_on(approval.kind, approval.subject):
        raise ApprovalWaiting
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as broken:
        if getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) != _ONE_WAITS:
            raise
        raise ApprovalWaiting from broken


def withdraw(*, approval_id: int, actor: Actor, at: datetime) -> Approval:
    """Take one's own request back; refuses anybody else (`forbidden`) and one that waits no more (`approval_decided`)."""
    with transaction.atomic():
        approval = locked(approval_id, actor=actor)
        if approval.asked_by_id != actor.staff_id:
            whom = approval.asked_by_name
            raise Forbidden(sentence="Only the person who asked takes a request back.", next_step="Ask {whom}.", whom=whom)
        require_asker(actor)
        require_waiting(approval)
        return end(approval, state=State.WITHDRAWN, actor=actor, at=at)


def lapse(*, subject: str, at: datetime, kind: str = "") -> int:
    """The subject ended: what waits for it (of one kind, or of any) lapses with it, in that act's transaction. Says how many there were.

    No audit row of its own, because nobody decided: the act that ended the subject has one. Outside a transaction a RuntimeError.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a request lapses in the transaction that ends its subject")
    waiting = Approval.objects.filter(subject=subject, state=State.WAITING)
    return (waiting.filter(kind=kind) if kind else waiting).update(state=State.LAPSED.value, decided_at=at)
