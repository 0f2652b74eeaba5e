"""Drafts of the programme's next versions: where they stand, what they follow, and what they change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, overload

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from loyalty.programme.content import Content, RuleSet, as_json, from_json
from loyalty.programme.enums import DraftState, Part
from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusVersion
from loyalty.programme.queries.versions import ladder_by_id, programme_by_id, rule_by_id
from loyalty.programme.refusals import NoProgramme
from loyalty.programme.rules import Programme
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval

PUBLICATION = "programme.version"  # the kind of its approval


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a draft says otherwise: `name` as `rule plan_sold`, `level Gold` or a setting; the words before and then, "—" for none."""

    name: str
    what: str
    before: str
    then: str


def subject_of(draft_id: int) -> str:
    """What the approval of a draft is about."""
    return f"draft:{draft_id}"


def content_of(draft: Draft) -> Content:
    """What the draft says."""
    return from_json(Part(draft.part), draft.content)


@overload
def latest(part: Literal[Part.RULES]) -> RuleSet: ...
@overload
def latest(part: Literal[Part.SETTINGS]) -> Programme: ...
@overload
def latest(part: Part) -> Content: ...
def latest(part: Part) -> Content:
    """What the newest published version says, in force or still to come: what a new draft begins from. Refuses `no_programme`."""
    if part is Part.RULES:
        open_ones = EarnRule.objects.filter(valid__endswith__isnull=True).order_by("key").values_list("id", flat=True)
        return RuleSet(rules=tuple(rule_by_id(pk) for pk in open_ones))
    versions = ProgrammeVersion.objects.all() if part is Part.SETTINGS else StatusVersion.objects.all()
    newest = versions.order_by("-version").values_list("id", flat=True).first()
    if newest is None:
        raise NoProgramme(day="any day")
    return programme_by_id(newest) if part is Part.SETTINGS else ladder_by_id(newest)


def last_published(part: Part) -> Draft | None:
    """The draft whose publication is the newest of its part; None while only the first versions stand."""
    return Draft.objects.filter(part=part.value, published_at__isnull=False).order_by("-published_at", "-id").first()


def state_of(draft: Draft, *, on: date | None = None) -> DraftState:
    """Where a draft stands (see `states_of`)."""
    return states_of([draft], on=on)[draft.pk]


def states_of(drafts: Iterable[Draft], *, on: date | None = None) -> dict[int, DraftState]:
    """Where each draft stands, in two statements. Published is past once a later one has begun by the day `on`."""
    rows = list(drafts)
    subjects = [subject_of(row.pk) for row in rows]
    waits = set(Approval.objects.filter(kind=PUBLICATION, subject__in=subjects, state=State.WAITING).values_list("subject", flat=True))
    begun: dict[str, date] = {}
    if on is not None:
        for part, day in Draft.objects.filter(published_at__isnull=False, from_day__lte=on).values_list("part", "from_day"):
            begun[part] = max(day, begun.get(part, day))
    return {row.pk: _state(row, waits=subject_of(row.pk) in waits, begun=begun.get(row.part)) for row in rows}


def listed(rows: QuerySet[Draft], *, on: date) -> QuerySet[Draft]:
    """The drafts with what their state is told by (see `listed_state`), in the statement that reads them."""
    subject = Concat(Value("draft:"), Cast(OuterRef("pk"), CharField()))
    waiting = Approval.objects.filter(kind=PUBLICATION, state=State.WAITING, subject=subject)
    later = Draft.objects.filter(part=OuterRef("part"), published_at__isnull=False, from_day__lte=on, from_day__gt=OuterRef("from_day"))
    return rows.annotate(waits=Exists(waiting), followed=Exists(later))


def listed_state(draft: Any) -> DraftState:
    """Where a draft of `listed` stands."""
    return _state(draft, waits=draft.waits, begun=date.max if draft.followed else None)


def answers_to(draft: Draft) -> list[Approval]:
    """The requests to publish a draft, newest first."""
    return list(Approval.objects.filter(kind=PUBLICATION, subject=subject_of(draft.pk)).order_by("-id"))


def changes_of(content: Content, *, before: Content) -> list[Change]:
    """What a draft says otherwise than the version it follows, in the order of its rows; nothing for the same."""
    said, stood = _named(content), _named(before)
    names = [*said, *(name for name in stood if name not in said)]
    return [
        Change(name, what, stood.get(name, {}).get(what, "—"), said.get(name, {}).get(what, "—"))
        for name in names
        for what in (said.get(name) or stood[name])
        if stood.get(name, {}).get(what, "—") != said.get(name, {}).get(what, "—")
    ]


def _state(draft: Draft, *, waits: bool, begun: date | None) -> DraftState:
    if draft.dropped_at is not None:
        return DraftState.DROPPED
    if draft.published_at is not None:
        return DraftState.PAST if begun is not None and draft.from_day < begun else DraftState.PUBLISHED
    return DraftState.WAITING if waits else DraftState.DRAFT


def _named(content: Content) -> dict[str, dict[str, str]]:
    """Row by its name, each value in words."""
    said = as_json(content)
    if "rules" in said:
        return {f"rule {row['key']}": _words(row, "key") for row in said["rules"]}
    if "levels" in said:
        rows = {f"level {row['name']}": _words(row, "name") for row in said["levels"]}
        return {"": {"window_months": str(said["window_months"])}} | rows
    return {"": _words(said)}


def _words(row: dict[str, object], *without: str) -> dict[str, str]:
    return {name: _word(value) for name, value in row.items() if name not in without}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "—" if value in (None, "") else str(value)
