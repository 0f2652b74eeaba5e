"""What the pages of terms and tax rules share: how they are drawn, the acts on a draft that another person decides, and its withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stores.access import is_head_office, require_head_office
from stores.clock import local_day, start_of_day
from upgrade_program.drafts.enums import DraftState
from upgrade_program.drafts.queries import DraftStanding
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.interfaces.headoffice.prices.forms import DecisionForm
from upgrade_program.interfaces.headoffice.prices.page import actor_of
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases import decide


def shown(request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page in the admin's frame; `edits` says whether to offer this person fields and buttons."""
    frame = admin.site.each_context(request) | {
        "title": title,
        "place": name.partition("_")[0],
        "is_fullwidth": "1",
        "edits": is_head_office(actor_of(request)),
    }
    return render(request, f"headoffice/rulebook/{name}.html", frame | context, status=status)


class WithdrawalForm(forms.Form):
    """Why what was granted shall not begin."""

    reason = forms.CharField(label="Reason", max_length=300, required=False, widget=forms.TextInput(attrs={"required": True}))


class Dated(NamedTuple):
    """A dated row, where it stands, and its first and last day; a withdrawn one has the day it would have begun, and no last."""

    row: Any
    standing: str
    first: date
    last: date | None


def dated(rows: Iterable[Any], today: date) -> list[Dated]:
    """Rows that have `valid` and `draft`, with where they stand on a day."""
    return [
        Dated(
            row=one,
            standing=dated_state(one.valid, today),
            first=one.draft.from_day if one.valid.isempty else one.valid.lower,
            last=one.valid.upper - timedelta(days=1) if one.valid.upper else None,
        )
        for one in rows
    ]


def dated_state(valid: DateRange, today: date) -> str:
    """Where a dated row stands on a day."""
    if valid.isempty:
        return "withdrawn"
    if valid.lower > today:
        return "planned"
    return "past" if valid.upper is not None and valid.upper <= today else "in force"


def sent_form(request: HttpRequest) -> forms.Form:
    """The form of the act that was sent: a reason to withdraw what was granted, or a note to a decision; an empty one to look at."""
    if request.method != "POST":
        return DecisionForm()
    return WithdrawalForm(request.POST) if request.POST.get("act") == "take_back" else DecisionForm(request.POST)


def done(
    request: HttpRequest,
    standing: DraftStanding,
    form: forms.Form,
    *,
    ask: Callable[[], object],
    withdraw: Callable[[str], object],
    at: datetime,
) -> bool:
    """Does what was sent: asks, allows, rejects or withdraws. False where it cannot be read or was refused; the form then says why.

    `withdraw` is the request before it is decided, by whoever asked; `take_back` what was granted, before its day.
    """
    actor, asked = actor_of(request), standing.asked
    require_head_office(actor)
    acts: dict[str, Callable[[], object]] = {"ask": ask}
    if asked is not None:
        acts = {
            "allow": lambda: decide.allow(actor=actor, approval_id=asked.pk, at=at, on=local_day(at), note=form.cleaned_data["note"]),
            "reject": lambda: decide.turn_down(actor=actor, approval_id=asked.pk, note=form.cleaned_data["note"], at=at),
            "withdraw": lambda: decide.take_back(actor=actor, approval_id=asked.pk, at=at),
        }
    acts["take_back"] = lambda: withdraw(form.cleaned_data["reason"])
    act = acts.get(request.POST.get("act", ""))
    if not form.is_valid() or act is None:
        return False
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        for error in no.errors:
            names = {error.field, "note" if error.field == "reason" else None} & set(form.fields)
            form.add_error(next(iter(names), None), error.message)
        return False
    return True


def standing_context(request: HttpRequest, standing: DraftStanding, form: forms.Form, *, at: datetime) -> dict[str, Any]:
    """What the box beside a draft shows, and which acts it offers this person."""
    actor, asked, draft = actor_of(request), standing.asked, standing.draft
    mine, over = draft.made_by_id == actor.staff_id, standing.is_over(at)
    return {
        "draft": draft,
        "state": standing.state,
        "decided": standing.decided,
        "asked": asked,
        "withdrawal": standing.withdrawal,
        "over": over,
        "form": form if isinstance(form, DecisionForm) else DecisionForm(),
        "withdrawal_form": form if isinstance(form, WithdrawalForm) else WithdrawalForm(),
        "in_force": start_of_day(draft.from_day) <= at,
        "may_ask": mine and asked is None and not over,
        "may_decide": asked is not None and may_decide(actor, asked),
        "may_withdraw": mine and standing.state is DraftState.WAITING,
        "may_take_back": is_head_office(actor) and standing.is_to_come(at),
    }
