"""Requests by who asks for them: what one may not see answers as if it were not there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from upgrade_program.foundation.approvals.authority import decided_by, require_decider, seen_by
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound, Refused


def for_actor(actor: Actor) -> QuerySet[Approval]:
    """All that this actor may see, newest first."""
    return Approval.objects.filter(seen_by(actor)).order_by("-asked_at", "-id")


def approval_for(actor: Actor, pk: int) -> Approval:
    """The request; `NotFound` for what the actor may not see. Its facts never change, so they may be read before any lock."""
    found = for_actor(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def waiting_for(actor: Actor) -> QuerySet[Approval]:
    """What this actor may decide now, oldest first; never their own."""
    return Approval.objects.filter(decided_by(actor), state=State.WAITING).order_by("asked_at", "id")


def may_decide(actor: Actor, approval: Approval) -> bool:
    """Whether to offer this actor the buttons."""
    try:
        require_decider(actor, approval)
    except Refused:
        return False
    return approval.state == State.WAITING


def asked_by(actor: Actor) -> QuerySet[Approval]:
    """What this person asked for, whatever became of it, newest first."""
    return for_actor(actor).filter(asked_by_id=actor.staff_id or 0)


def decided_at_store(store_id: int | None, since: datetime) -> QuerySet[Approval]:
    """What was granted or rejected for a store (None: for head office) from an instant on, newest first."""
    decided = Approval.objects.filter(store_id=store_id, decided_at__gte=since, state__in=[State.GRANTED, State.REJECTED])
    return decided.order_by("-decided_at", "-id")


def waiting_on(kind: str, subject: str) -> Approval | None:
    """The request of a kind that waits for a subject, if one does."""
    return Approval.objects.filter(kind=kind, subject=subject, state=State.WAITING).first()


def newest_on(kind: str, subject: str) -> Approval | None:
    """The newest request of a kind for a subject, whatever became of it."""
    return Approval.objects.filter(kind=kind, subject=subject).order_by("-id").first()


def granted_for(kind: str, subject: str) -> Approval | None:
    """The newest granted request of a kind for a subject, if there is one."""
    return Approval.objects.filter(kind=kind, subject=subject, state=State.GRANTED).order_by("-id").first()
