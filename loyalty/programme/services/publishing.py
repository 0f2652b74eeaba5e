"""New versions of the programme: dated ahead, published by head office, never touching what happened before their day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from loyalty.programme.models import EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from stores.access import require_head_office
from stores.checking import checked_reason, refuse_unclean
from stores.clock import local_day
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, NotFound
from upgrade_program.kernel.wording import day_text

V = TypeVar("V", ProgrammeVersion, EarnRule, StatusVersion)
_OWN = {"id", "version", "valid", "set_by", "set_at", "reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLevel:
    """A level of a new ladder; its rank is its place."""

    name: str
    threshold: int
    multiplier: Decimal


@transaction.atomic
def publish_programme(*, actor: Actor, changes: Mapping[str, Any], from_day: date, reason: str, at: datetime) -> ProgrammeVersion:
    """Let other settings be in force from a day on: those of the latest version, with changes by field. The version before ends there.

    Head office only, with a reason. Refuses (`invalid`) a day that is not after today and after the latest version's first, and values
    the laws do not allow.
    """
    words = _allowed(actor, reason)
    latest = _close(ProgrammeVersion.objects.all(), from_day=from_day, at=at)
    fields = {name: value for name, value in _said(latest).items() if name not in _OWN} | dict(changes) if latest else dict(changes)
    return _publish(ProgrammeVersion(**fields), latest, "programme", actor=actor, from_day=from_day, reason=words, at=at)


@transaction.atomic
def publish_rule(*, actor: Actor, key: str, fields: Mapping[str, Any], from_day: date, reason: str, at: datetime) -> EarnRule:
    """Let a rule of earning, new or known by its key, say this from a day on; refuses as `publish_programme` does.

    Of a known rule, what `fields` leaves out stays as it was.
    """
    words = _allowed(actor, reason)
    latest = _close(EarnRule.objects.filter(key=key), from_day=from_day, at=at)
    known = {name: value for name, value in _said(latest).items() if name not in _OWN} if latest else {"multiplied": False}
    rule = EarnRule(**(known | dict(fields) | {"key": key}))
    return _publish(rule, latest, f"earn_rule:{key}", actor=actor, from_day=from_day, reason=words, at=at)


@transaction.atomic
def end_rule(*, actor: Actor, key: str, from_day: date, reason: str, at: datetime) -> EarnRule:
    """Let a rule give nothing any more from a day on; refuses (`not_found`) one that is not in force, and as `publish_programme` does."""
    words = _allowed(actor, reason)
    latest = _close(EarnRule.objects.filter(key=key), from_day=from_day, at=at)
    if latest is None or latest.valid.upper != from_day:
        raise NotFound(sentence="No such rule is in force.", next_step="Choose one from the list.")
    audit(actor=actor, at=at, verb="programme.ended", subject=f"earn_rule:{key}", after={"until": from_day.isoformat()}, reason=words)
    return latest


@transaction.atomic
def publish_ladder(
    *, actor: Actor, window_months: int, levels: Sequence[NewLevel], from_day: date, reason: str, at: datetime
) -> StatusVersion:
    """Let another ladder of status be in force from a day on, its levels from the lowest up; refuses as `publish_programme` does."""
    words = _allowed(actor, reason)
    thresholds = [level.threshold for level in levels]
    if not levels or thresholds != sorted(set(thresholds)) or thresholds[0] != 0:
        raise Invalid(field="levels", sentence="Levels begin at 0 points, and each needs more than the one before.")
    latest = _close(StatusVersion.objects.all(), from_day=from_day, at=at)
    tiers = [StatusTier(rank=rank, name=one.name, threshold=one.threshold, multiplier=one.multiplier) for rank, one in enumerate(levels)]
    for tier in tiers:
        refuse_unclean(tier, exclude={"status"})
    ladder = StatusVersion(window_months=window_months)
    said = [f"{one.name} from {one.threshold} × {one.multiplier}" for one in levels]
    _publish(ladder, latest, "status", actor=actor, from_day=from_day, reason=words, at=at, levels=said)
    for tier in tiers:
        tier.status = ladder
    StatusTier.objects.bulk_create(tiers)
    return ladder


def _allowed(actor: Actor, reason: str) -> str:
    require_head_office(actor)
    return checked_reason(reason)


def _close(versions: QuerySet[V], *, from_day: date, at: datetime) -> V | None:
    """End the version that is open at a day ahead, and give the latest one; of two who publish at once the second waits."""
    rows: list[V] = list(versions.select_for_update(no_key=True).order_by("version"))
    latest = rows[-1] if rows else None
    first_free = max([local_day(at), *(row.valid.upper or row.valid.lower for row in rows)])
    if from_day <= first_free and not (latest and latest.valid.upper and from_day == latest.valid.upper > local_day(at)):
        raise Invalid(field="from_day", sentence=f"A new version begins after {day_text(first_free)}.", next_step="Choose a later day.")
    if latest is not None and latest.valid.upper is None:
        latest.valid = DateRange(latest.valid.lower, from_day)
        latest.save(update_fields=["valid"])
    return latest


def _publish(
    version: V, latest: V | None, subject: str, *, actor: Actor, from_day: date, reason: str, at: datetime, levels: Sequence[str] = ()
) -> V:
    version.version = latest.version + 1 if latest else 1
    version.valid = DateRange(from_day, None)
    version.set_by_id, version.set_at, version.reason = actor.staff_id, at, reason
    refuse_unclean(version)
    version.save(force_insert=True)
    after = {name: _plain(value) for name, value in _said(version).items() if name not in _OWN}
    before = {name: _plain(value) for name, value in _said(latest).items() if name not in _OWN} if latest else None
    more: dict[str, object] = {"version": version.version, "from": from_day.isoformat()} | ({"levels": list(levels)} if levels else {})
    audit(actor=actor, at=at, verb="programme.published", subject=subject, before=before, after=after | more, reason=reason)
    return version


def _said(version: ProgrammeVersion | EarnRule | StatusVersion | None) -> dict[str, Any]:
    return {field.name: getattr(version, field.name) for field in version._meta.concrete_fields} if version else {}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
