"""What the pages of terms and tax rules share: how they are drawn, and the acts on a draft that another person decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

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


def dated_state(valid: DateRange, today: date) -> str:
    """Where a dated row stands on a day."""
    if valid.lower > today:
        return "planned"
    return "past" if valid.upper is not None and valid.upper <= today else "in force"


def done(request: HttpRequest, standing: DraftStanding, form: DecisionForm, *, ask: Callable[[], object], at: datetime) -> bool:
    """Does what was sent: asks, allows, rejects or withdraws. False where it cannot be read or was refused; the form then says why."""
    actor, asked = actor_of(request), standing.asked
    require_head_office(actor)
    acts: dict[str, Callable[[], object]] = {"ask": ask}
    if asked is not None:
        acts = {
            "allow": lambda: decide.allow(actor=actor, approval_id=asked.pk, at=at, on=local_day(at), note=form.cleaned_data["note"]),
            "reject": lambda: decide.turn_down(actor=actor, approval_id=asked.pk, note=form.cleaned_data["note"], at=at),
            "withdraw": lambda: decide.take_back(actor=actor, approval_id=asked.pk, at=at),
        }
    act = acts.get(request.POST.get("act", ""))
    if not form.is_valid() or act is None:
        return False
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error("note" if error.field in {"note", "reason"} else None, error.message)
        return False
    return True


def standing_context(request: HttpRequest, standing: DraftStanding, form: DecisionForm, *, at: datetime) -> dict[str, Any]:
    """What the box beside a draft shows, and which acts it offers this person."""
    actor, asked, draft = actor_of(request), standing.asked, standing.draft
    mine, over = draft.made_by_id == actor.staff_id, standing.is_over(at)
    return {
        "draft": draft,
        "state": standing.state,
        "asked": asked,
        "over": over,
        "form": form,
        "in_force": start_of_day(draft.from_day) <= at,
        "may_ask": mine and asked is None and not over,
        "may_decide": asked is not None and may_decide(actor, asked),
        "may_withdraw": mine and standing.state is DraftState.WAITING,
    }
