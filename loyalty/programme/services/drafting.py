"""Drafts of the programme: begun, changed, previewed on past bills, asked for, dropped. Nothing counts until another person allows it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from loyalty.programme.content import Content, as_json, faults_of, part_of
from loyalty.programme.enums import Part
from loyalty.programme.models import Draft
from loyalty.programme.queries.drafts import PUBLICATION, changes_of, content_of, last_published, latest, subject_of
from loyalty.programme.queries.trial import trial
from loyalty.programme.refusals import DraftOutdated, NothingChanges, NotPreviewed
from loyalty.programme.services.beginning import check_day
from loyalty.programme.services.permission import require_maker
from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import ask
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Invalid, Refused, refuse_together


@transaction.atomic
def begin_draft(*, actor: Actor, content: Content, from_day: date, reason: str, at: datetime) -> Draft:
    """Write down what is to be in force from a day on; it counts for nothing yet. Head office only.

    Refuses what is wrong, all fields together (`invalid`, rows as `rules.0.points`), a day before tomorrow (`version_in_the_past`) and
    one up to which a version is planned already (`later_version_stands`), and no reason (`reason_required`).
    """
    require_head_office(actor)
    if actor.staff_id is None:
        raise Forbidden
    words = _checked(content, from_day=from_day, reason=reason, at=at)
    part = part_of(content)
    draft = Draft(
        part=part.value,
        from_day=from_day,
        content=as_json(content),
        reason=words,
        base=last_published(part),
        made_by_id=actor.staff_id,
        made_at=at,
    )
    draft.save(force_insert=True)
    _told("draft.begun", draft, actor=actor, at=at)
    return draft


@transaction.atomic
def change_draft(*, actor: Actor, draft_id: int, content: Content, from_day: date, reason: str, at: datetime) -> Draft:
    """Let a draft say something else, beside the version that is the newest now; its preview is forgotten.

    Its maker only (`forbidden`); refuses as `begin_draft` does, another part's content (ValueError), and a draft that waits or ended
    (`draft_closed`).
    """
    draft = require_maker(actor, draft_id)
    words = _checked(content, from_day=from_day, reason=reason, at=at)
    if part_of(content) != draft.part:
        raise ValueError("a draft stays of its part")
    draft.content, draft.from_day, draft.reason = as_json(content), from_day, words
    draft.base, draft.preview, draft.previewed_at = last_published(Part(draft.part)), None, None
    draft.save(update_fields=["content", "from_day", "reason", "base", "preview", "previewed_at"])
    _told("draft.changed", draft, actor=actor, at=at)
    return draft


@transaction.atomic
def preview_draft(*, actor: Actor, draft_id: int, at: datetime) -> Draft:
    """Run a draft over the bills of the last 30 days and keep what it would have given; its maker only, refuses as `change_draft`."""
    draft = require_maker(actor, draft_id)
    content = content_of(draft)
    changes = [[one.name, one.what, one.before, one.then] for one in changes_of(content, before=latest(Part(draft.part)))]
    draft.preview, draft.previewed_at = trial(content, on=local_day(at)) | {"changes": changes}, at
    draft.save(update_fields=["preview", "previewed_at"])
    return draft


@transaction.atomic
def ask_to_publish(*, actor: Actor, draft_id: int, at: datetime) -> Approval:
    """Ask another person of head office to allow a draft; its maker only.

    Refuses one not previewed since it was changed (`not_previewed`), one that says nothing new (`nothing_changes`), one that another
    publication has overtaken (`draft_outdated`), its day as `begin_draft` does, and `draft_closed`.
    """
    draft = require_maker(actor, draft_id)
    check_publishable(draft, at=at)
    facts = {"part": draft.part, "from": draft.from_day.isoformat(), "draft": draft.pk}
    subject = subject_of(draft.pk)
    return ask(kind=PUBLICATION, subject=subject, needs=Role.HEAD_OFFICE, facts=facts, reason=draft.reason[:200], actor=actor, at=at)


@transaction.atomic
def drop_draft(*, actor: Actor, draft_id: int, at: datetime) -> Draft:
    """Put a draft away for good; its maker only, refuses as `change_draft`."""
    draft = require_maker(actor, draft_id)
    draft.dropped_at = at
    draft.save(update_fields=["dropped_at"])
    _told("draft.dropped", draft, actor=actor, at=at)
    return draft


def check_publishable(draft: Draft, *, at: datetime) -> None:
    """Refuses what `ask_to_publish` refuses, at the asking and again at the allowing."""
    if draft.previewed_at is None:
        raise NotPreviewed
    part, content = Part(draft.part), content_of(draft)
    if draft.base != last_published(part):
        raise DraftOutdated
    if not changes_of(content, before=latest(part)):
        raise NothingChanges
    check_day(part, draft.from_day, at=at)


def _checked(content: Content, *, from_day: date, reason: str, at: datetime) -> str:
    """The reason in one line, once all of it is as it should be; what is wrong is told together."""
    refusals: list[Refused] = [Invalid(field=field, sentence=sentence) for field, sentence in faults_of(content)]
    words = ""
    try:
        words = checked_reason(reason)
    except Refused as no:
        refusals.append(no)
    try:
        check_day(part_of(content), from_day, at=at)
    except Refused as no:
        refusals.append(no)
    refuse_together(refusals)
    return words


def _told(verb: str, draft: Draft, *, actor: Actor, at: datetime) -> None:
    after = {"part": draft.part, "from": draft.from_day.isoformat(), "content": draft.content}
    audit(actor=actor, at=at, verb=verb, subject=subject_of(draft.pk), after=after, reason=draft.reason)
