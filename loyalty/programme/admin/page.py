"""What the page of a draft shows, and the acts a person has on it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form

from loyalty.programme.admin.forms import LadderForm, LevelRow, RuleRow, SettingsForm
from loyalty.programme.enums import DraftState, Part
from loyalty.programme.models import Draft
from loyalty.programme.queries import answers_to, changes_of, content_of, latest, state_of
from loyalty.programme.queries.drafts import Change, last_published
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.ui.figures import grouped
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.wording import MINUS

TONES = {
    DraftState.DRAFT: "",
    DraftState.WAITING: "warning",
    DraftState.PUBLISHED: "success",
    DraftState.PAST: "",
    DraftState.DROPPED: "danger",
}
_SOURCES = {"plan": "Plan sold", "claim": "Upgrade done"}


@dataclass(frozen=True, slots=True)
class Sum:
    """Points of some bills now and then, in words: `difference` with its sign."""

    status: str
    bills: str
    now: str
    then: str
    difference: str


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill that changes: what it was, and its working now and then, a sentence a rule."""

    title: str
    on: date
    now: str
    then: str
    difference: str
    working_now: list[str]
    working_then: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was kept of a run over past bills."""

    since: date
    until: date
    total: Sum
    by_status: list[Sum]
    most: list[Bill]
    changed: str
    full: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One change in words."""

    label: str
    before: str
    then: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page; `acts` are the words of what this person may do now, `overtaken` that another version was published since."""

    state: str
    tone: str
    changes: list[Said]
    preview: Preview | None
    answers: list[Approval]
    acts: frozenset[str]
    overtaken: bool


def page_of(draft: Draft, *, actor: Actor, on: date) -> Page:
    """The page of a draft as this person meets it."""
    state = state_of(draft, on=on)
    return Page(
        state=state.value,
        tone=TONES[state],
        changes=_in_words(_changes(draft, state)),
        preview=_preview(draft.preview) if draft.preview else None,
        answers=answers_to(draft),
        acts=_acts(draft, state, actor),
        overtaken=state is DraftState.DRAFT and draft.base != last_published(Part(draft.part)),
    )


def _acts(draft: Draft, state: DraftState, actor: Actor) -> frozenset[str]:
    if actor.role is not Role.HEAD_OFFICE:
        return frozenset()
    own = draft.made_by_id == actor.staff_id
    if state is DraftState.WAITING:
        return frozenset({"withdraw"} if own else {"allow", "reject"})
    if state is not DraftState.DRAFT or not own:
        return frozenset()
    return frozenset({"edit", "preview", "drop"} | ({"ask"} if draft.preview else set()))


def _changes(draft: Draft, state: DraftState) -> list[Change]:
    """Beside the newest version while the draft is open; later as its maker saw it."""
    if state is not DraftState.DRAFT and draft.preview:
        return [Change(*row) for row in draft.preview["changes"]]
    return changes_of(content_of(draft), before=latest(Part(draft.part)))


def _in_words(changes: list[Change]) -> list[Said]:
    """Rules and levels by their name, fields by the label of their form, choices by theirs; models of phones by their own."""
    models = {change.before for change in changes if change.what == "model_id"} | {one.then for one in changes if one.what == "model_id"}
    named = {
        str(pk): name for pk, name in DeviceModel.objects.filter(pk__in=[pk for pk in models if pk.isdigit()]).values_list("pk", "name")
    }
    return [_said(change, named) for change in changes]


def _said(change: Change, models: Mapping[str, str]) -> Said:
    noun, _, name = change.name.partition(" ")
    own: dict[str, type[Form]] = {"rule": RuleRow, "level": LevelRow}
    field = own.get(noun, LadderForm if change.what == "window_months" else SettingsForm).base_fields[change.what]
    words = dict(getattr(field, "choices", ())) if change.what != "model_id" else models
    label = str(field.label) if not name else f"{noun.capitalize()} {name}: {str(field.label)[0].lower()}{str(field.label)[1:]}"
    return Said(label, *(words.get(value) or (grouped(value) if value.isdigit() else value) for value in (change.before, change.then)))


def _preview(kept: Mapping[str, Any]) -> Preview:
    return Preview(
        since=date.fromisoformat(kept["since"]),
        until=date.fromisoformat(kept["until"]),
        total=_sum("All", kept),
        by_status=[_sum(row["status"], row) for row in kept["by_status"]],
        most=[_bill(row) for row in kept["most"]],
        changed=grouped(kept["changed"]),
        full=kept["bills"] >= kept["limit"],
    )


def _sum(status: str, row: Mapping[str, Any]) -> Sum:
    return Sum(status, grouped(row["bills"]), grouped(row["now"]), grouped(row["then"]), _signed(row["then"] - row["now"]))


def _bill(row: Mapping[str, Any]) -> Bill:
    noun = row["source"].partition(" ")[0]
    return Bill(
        title=f"{_SOURCES.get(noun, noun)}, {row['status']}",
        on=date.fromisoformat(row["on"]),
        now=grouped(row["now"]),
        then=grouped(row["then"]),
        difference=_signed(row["then"] - row["now"]),
        working_now=row["working_now"],
        working_then=row["working_then"],
    )


def _signed(points: int) -> str:
    return f"{'+' if points > 0 else MINUS if points < 0 else '±'}{grouped(abs(points))}"
