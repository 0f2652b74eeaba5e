"""Stops of selling: one person stops a model at once; one asks for it to be lifted, and another one allows that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.catalog.queries.stops import StandingStop, lift_asked, standing_stops, stops_for
from upgrade_program.catalog.services import ask_to_lift, stop_selling
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.interfaces.headoffice.prices.forms import LiftForm, StopForm
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, shown
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases import decide

LIFTED = 20  # of the lifted ones on the page, the newest


@desk_page
def stops(request: HttpRequest) -> HttpResponse:
    """Shows what stands, or takes a stop, the asking, the yes, the no or the withdrawal; a refusal stands where it was typed."""
    actor, at = actor_of(request), now()
    if request.method != "POST":
        asked = request.GET.get("model", "")
        return _page(request, StopForm(initial={"model": asked[:18] if asked.isascii() and asked.isdigit() else None}))
    require_head_office(actor)
    if request.POST.get("act") == "stop":
        return _stop(request, actor, at=at)
    return _lift(request, actor, at=at)


def _stop(request: HttpRequest, actor: Actor, *, at: datetime) -> HttpResponse:
    form = StopForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        stop_selling(actor=actor, model_id=form.cleaned_data["model"].pk, reason=form.cleaned_data["reason"], at=at)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, form, status=422)
    return redirect("admin:selling_stops")


def _lift(request: HttpRequest, actor: Actor, *, at: datetime) -> HttpResponse:
    key = request.POST.get("stop", "")
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Http404
    form = LiftForm(request.POST, prefix=f"stop-{key}")
    act = _acts(int(key), actor, form, at=at).get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        return _page(request, StopForm(), typed=(int(key), form), status=422)
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error("said" if error.field in {"note", "reason"} else None, error.message)
        return _page(request, StopForm(), typed=(int(key), form), status=422)
    return redirect("admin:selling_stops")


def _acts(stop_id: int, actor: Actor, form: LiftForm, *, at: datetime) -> dict[str, Callable[[], object]]:
    """What may be sent about a stop; the services say who may, and when."""

    def request() -> int:
        return lift_asked(actor, stop_id).pk

    return {
        "ask": lambda: ask_to_lift(actor=actor, stop_id=stop_id, reason=form.cleaned_data["said"], at=at),
        "allow": lambda: decide.allow(actor=actor, approval_id=request(), at=at, on=local_day(at), note=form.cleaned_data["said"]),
        "reject": lambda: decide.turn_down(actor=actor, approval_id=request(), note=form.cleaned_data["said"], at=at),
        "withdraw": lambda: decide.take_back(actor=actor, approval_id=request(), at=at),
    }


def _page(request: HttpRequest, form: StopForm, *, typed: tuple[int, LiftForm] | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    standing = standing_stops(actor)
    lifted = stops_for(actor).filter(lifted_at__isnull=False)[:LIFTED]
    # A refusal about a stop that somebody has lifted meanwhile has no row of its own any more.
    faults = typed[1].errors if typed and typed[0] not in {one.stop.pk for one in standing} else None
    context = {"form": form, "rows": [_row(one, actor, typed) for one in standing], "lifted": lifted, "faults": faults}
    return shown(request, "stops", "Stops of selling", context, status=status)


def _row(one: StandingStop, actor: Actor, typed: tuple[int, LiftForm] | None) -> dict[str, object]:
    form = typed[1] if typed and typed[0] == one.stop.pk else LiftForm(prefix=f"stop-{one.stop.pk}")
    if one.asked:
        form.fields["said"].label = "Note (a rejection needs one)"
    return {
        "stop": one.stop,
        "asked": one.asked,
        "form": form,
        "may_decide": one.asked is not None and may_decide(actor, one.asked),
        "may_withdraw": one.asked is not None and one.asked.asked_by_id == actor.staff_id,
    }
