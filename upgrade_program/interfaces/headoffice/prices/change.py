"""One change set: what it would do, and the acts on it; once granted, the proof that no sold plan changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.catalog.queries.changes import Standing, set_for
from upgrade_program.catalog.services import ask_prices
from upgrade_program.drafts.enums import DraftState
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.interfaces.headoffice.prices.forms import DecisionForm
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, shown
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.reporting.price_effect import effect_of
from upgrade_program.usecases import decide
from upgrade_program.usecases.pricing import proof_of

ROWS = 200  # of a change set on the page; the sums are those of all


@desk_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a change set, or takes the asking, the yes, the no or the withdrawal; a refusal stands above the acts."""
    actor, at = actor_of(request), now()
    standing = set_for(actor, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, standing, form, at=at)
    require_head_office(actor)
    act = _acts(standing, actor, form, at=at).get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        return _page(request, standing, form, at=at, status=422)
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error("note" if error.field in {"note", "reason"} else None, error.message)
        return _page(request, standing, form, at=at, status=422)
    return redirect("admin:price_change", pk=pk)


def _acts(standing: Standing, actor: Actor, form: DecisionForm, *, at: datetime) -> dict[str, Callable[[], object]]:
    """What may be sent in this state; the services say who may."""
    asked = standing.asked
    if asked is None:
        return {"ask": lambda: ask_prices(actor=actor, change_set=standing.change_set, at=at)}
    return {
        "allow": lambda: decide.allow(actor=actor, approval_id=asked.pk, at=at, on=local_day(at), note=form.cleaned_data["note"]),
        "reject": lambda: decide.turn_down(actor=actor, approval_id=asked.pk, note=form.cleaned_data["note"], at=at),
        "withdraw": lambda: decide.take_back(actor=actor, approval_id=asked.pk, at=at),
    }


def _page(request: HttpRequest, standing: Standing, form: DecisionForm, *, at: datetime, status: int = 200) -> HttpResponse:
    actor, asked = actor_of(request), standing.asked
    mine = standing.change_set.made_by_id == actor.staff_id
    effect = effect_of(standing.change_set, at=asked.decided_at if asked and asked.decided_at else at)
    context = {
        "set": standing.change_set,
        "state": standing.state,
        "asked": asked,
        "over": standing.is_over(at),
        "form": form,
        "effect": effect,
        "rows": effect.rows[:ROWS],
        "more": max(len(effect.rows) - ROWS, 0),
        "proof": proof_of(standing.change_set) if standing.state is DraftState.APPROVED else None,
        "in_force": standing.change_set.from_at <= at,
        "may_ask": mine and asked is None and not standing.is_over(at),
        "may_decide": asked is not None and may_decide(actor, asked),
        "may_withdraw": mine and standing.state is DraftState.WAITING,
    }
    return shown(request, "change", f"Change set {standing.change_set.pk}", context, status=status)
