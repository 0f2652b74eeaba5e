"""Keeping a draft, and asking somebody else for it. What it becomes when that person grants it, the room of its kind writes.

Nothing has to run at midnight: the dated row is written when it is granted, and each sale reads the one of its own day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from stores.access import is_head_office
from stores.checking import checked_reason
from stores.clock import local_day, start_of_day
from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.models import Draft
from upgrade_program.drafts.queries import state_of
from upgrade_program.drafts.refusals import AskedBefore, BeginsTooLate, BeginsTooSoon
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for, newest_on
from upgrade_program.foundation.approvals.refusals import ApprovalDecided
from upgrade_program.foundation.approvals.services import ask
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused, refuse_together
from upgrade_program.kernel.months import anniversary
from upgrade_program.kernel.wording import day_text

# A sale takes its instant before it takes its locks and is cut off within 8 seconds; what begins later can overtake none.
NOTICE = timedelta(seconds=10)
MOST_MONTHS = 24  # from the day it is typed


def check_day(from_day: date, *, at: datetime) -> None:
    """Refuses a day that has begun or begins within ten seconds (`version_in_the_past`), and one years away (`version_too_far`)."""
    if has_begun(from_day, at=at):
        soonest = local_day(at + NOTICE) + timedelta(days=1)
        raise BeginsTooSoon(soonest=day_text(soonest))
    latest = anniversary(local_day(at), MOST_MONTHS)
    if from_day > latest:
        raise BeginsTooLate(latest=day_text(latest))


def has_begun(from_day: date, *, at: datetime) -> bool:
    """Whether a sale under way could be of that day: it has begun, or begins within ten seconds."""
    return start_of_day(from_day) < at + NOTICE


@transaction.atomic
def keep_draft(
    *,
    actor: Actor,
    kind: Kind,
    content: dict[str, Any],
    from_day: date,
    follows: int | None,
    reason: str,
    at: datetime,
    faults: list[Refused] | None = None,
) -> Draft:
    """Keep what was typed; nobody is asked yet, and nothing has an effect. Head office only (`forbidden`).

    `faults` are what the kind has against the content: told together with a day too soon or too far (`version_in_the_past`,
    `version_too_far`) and no reason (`reason_required`).
    """
    if actor.staff_id is None or not is_head_office(actor):
        raise Forbidden(sentence="Only head office drafts this.", next_step="Ask head office.")
    refusals = list(faults or [])
    said = ""
    try:
        said = checked_reason(reason)
    except Refused as no:
        refusals.append(no)
    try:
        check_day(from_day, at=at)
    except Refused as no:
        refusals.append(no)
    refuse_together(refusals)
    return Draft.objects.create(
        kind=kind.value, content=content, from_day=from_day, follows=follows, reason=said, made_by_id=actor.staff_id, made_at=at
    )


def ask_for(*, actor: Actor, draft: Draft, at: datetime) -> Approval:
    """Ask somebody else of head office. Only its maker asks (`forbidden`), once (`asked_before`), and in time."""
    if draft.made_by_id != actor.staff_id or not is_head_office(actor):
        raise Forbidden(sentence="Only the person who typed a draft asks for it.", next_step="Make one of your own.")
    asked = newest_on(draft.kind, draft.subject)
    if asked is not None:
        raise AskedBefore(state=state_of(asked))
    check_day(draft.from_day, at=at)
    facts = {"from": draft.from_day.isoformat(), "draft": draft.pk}
    reason = draft.reason[:200]
    return ask(kind=draft.kind, subject=draft.subject, needs=Role.HEAD_OFFICE, facts=facts, reason=reason, actor=actor, at=at)


def asked_draft(*, actor: Actor, approval_id: int, kind: Kind) -> Draft:
    """The draft behind a request; `NotFound` for a request of another kind or one the actor may not see."""
    asked = approval_for(actor, approval_id)
    if asked.kind != kind:
        raise NotFound
    return Draft.objects.get(pk=Draft.id_of(asked.subject))


def require_waiting(*, actor: Actor, approval_id: int) -> None:
    """Refuses (`approval_decided`) a request that somebody decided while this act waited for its locks."""
    asked = approval_for(actor, approval_id)
    if asked.state != State.WAITING:
        raise ApprovalDecided(state=asked.state)
