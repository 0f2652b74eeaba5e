"""A draft becomes the next version once another person allows it: dated ahead, never touching what happened before its day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from loyalty.programme.content import Content, RuleSet
from loyalty.programme.enums import Part
from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from loyalty.programme.queries.drafts import PUBLICATION, content_of, latest
from loyalty.programme.rules import Ladder, Programme, Rule
from loyalty.programme.services.drafting import check_publishable
from stores.access import require_head_office
from stores.checking import refuse_unclean
from upgrade_program.foundation.approvals.authority import require_decider
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import grant
from upgrade_program.foundation.approvals.services.steps import require_waiting
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound

V = TypeVar("V", ProgrammeVersion, EarnRule, StatusVersion)
# Of two who allow drafts at once the second waits, and then meets what the first has published.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('programme.publication'))"


def grant_publication(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> Draft:
    """Allow a draft: from its day on it is what counts, and the versions before end there. Head office, never the asker (`self_approval`).

    Refuses what `ask_to_publish` refuses if it has come true since (its day has come, another one was published), and a request that
    waits no more (`approval_decided`).
    """
    require_head_office(actor)
    with transaction.atomic():
        asked = approval_for(actor, approval_id)
        if asked.kind != PUBLICATION:
            raise NotFound
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        draft = Draft.objects.select_for_update(of=("self",)).get(pk=int(asked.facts["draft"]))
        asked.refresh_from_db()
        require_decider(actor, asked)
        require_waiting(asked)
        check_publishable(draft, at=at)
        said = _publish(draft, content_of(draft), at=at)
        draft.published_at, draft.approval_id = at, asked.pk
        draft.save(update_fields=["published_at", "approval_id"])
        grant(approval_id=approval_id, actor=actor, at=at, note=remark)
        after = {"part": draft.part, "from": draft.from_day.isoformat(), "asked_by": asked.asked_by_id, "versions": said}
        audit(actor=actor, at=at, verb="programme.published", subject=asked.subject, after=after, reason=draft.reason)
    return draft


def _publish(draft: Draft, content: Content, *, at: datetime) -> list[str]:
    """Write the versions, and end those before; says which began and which ended."""
    if isinstance(content, Programme):
        fields = {name: getattr(content, name) for name in Programme.__dataclass_fields__ if name not in {"id", "version"}}
        fields |= {"rounding": content.rounding.value, "membership_months": list(content.membership_months)}
        return [_follow(ProgrammeVersion(**fields), ProgrammeVersion.objects.all(), draft, at=at)]
    return _publish_ladder(draft, content, at=at) if isinstance(content, Ladder) else _publish_rules(draft, content, at=at)


def _publish_ladder(draft: Draft, content: Ladder, *, at: datetime) -> list[str]:
    ladder = StatusVersion(window_months=content.window_months)
    said = _follow(ladder, StatusVersion.objects.all(), draft, at=at)
    tiers = [
        StatusTier(status=ladder, rank=rank, name=one.name, name_hi=one.name_hi, threshold=one.threshold, multiplier=one.multiplier)
        for rank, one in enumerate(content.levels)
    ]
    for tier in tiers:
        refuse_unclean(tier)
    StatusTier.objects.bulk_create(tiers)
    return [said]


def _publish_rules(draft: Draft, content: RuleSet, *, at: datetime) -> list[str]:
    """Only rules that change get a version; those left out end."""
    stood = latest(Part.RULES)
    before, said = {rule.key: _fields(rule) for rule in stood.rules}, []
    for rule in content.rules:
        if before.pop(rule.key, None) != _fields(rule):
            said.append(_follow(EarnRule(key=rule.key, **_fields(rule)), EarnRule.objects.filter(key=rule.key), draft, at=at))
    for key in before:
        row = _end(EarnRule.objects.filter(key=key), from_day=draft.from_day)
        said.append(f"{row} ends")
    return said


def _fields(rule: Rule) -> dict[str, Any]:
    """A rule as its row has it, without its key and number."""
    plain = {name: getattr(rule, name) for name in Rule.__dataclass_fields__ if name not in {"id", "key", "version"}}
    return plain | {"occasion": rule.occasion.value, "cap_period": rule.cap_period.value if rule.cap_period else ""}


def _end(versions: QuerySet[V], *, from_day: date) -> V | None:
    """The latest of one thing's versions, ended where the next one begins."""
    row: V | None = versions.select_for_update(no_key=True).order_by("-version").first()
    if row is not None and row.valid.upper is None:
        row.valid = DateRange(row.valid.lower, from_day)
        row.save(update_fields=["valid"])
    return row


def _follow(version: V, versions: QuerySet[V], draft: Draft, *, at: datetime) -> str:
    before = _end(versions, from_day=draft.from_day)
    version.version = before.version + 1 if before else 1
    version.valid = DateRange(draft.from_day, None)
    version.set_by, version.set_at, version.reason, version.draft = draft.made_by, at, draft.reason, draft
    refuse_unclean(version)
    version.save(force_insert=True)
    return str(version)
