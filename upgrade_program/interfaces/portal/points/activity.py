"""What else gives points: missions, and the boards on which a member stands, or does not want to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loyalty.activity.calendar import month_of
from loyalty.activity.enums import Board
from loyalty.activity.models import Standing
from loyalty.activity.queries import Place, board_of, frozen_board, is_frozen, is_hidden, missions_for
from loyalty.activity.queries.boards import terms_of_month
from loyalty.activity.services import hide_from_boards
from loyalty.programme.queries import is_member
from stores.clock import now, store_today
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.points import proofs
from upgrade_program.interfaces.portal.points.said import said
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.kernel.months import anniversary

MOST_SHOWN = 10  # places, where head office has not said how many


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def missions(request: CustomerRequest) -> HttpResponse:
    """What can be done for points today, and what of it is done in this turn; the forms review, invite, and tell who invited."""
    if request.method != "POST":
        return _missions(request, status=200)
    try:
        done = _proved(request)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        return _missions(request, status=no.status, wrong=said(no))
    return redirect("portal:my_missions") if done else _missions(request, status=422)


def _proved(request: CustomerRequest) -> bool:
    """Whether the act of the form was done; what was typed wrongly stands in the form."""
    at, asked = now(), request.POST.get("act", "")
    form: forms.Form | None
    if asked == "invite":
        proofs.invite(request, at=at)
        return True
    if asked == "review" and (form := proofs.review_form(request, language=spoken())) and form.is_valid():
        proofs.review(request, form, at=at)
        return True
    if asked == "accept":
        form = proofs.CodeForm(request.POST)
        if form.is_valid():
            proofs.accept(request, form, at=at)
            return True
    return False


def _missions(request: CustomerRequest, *, status: int, wrong: str = "") -> HttpResponse:
    language = spoken()
    rows = [
        {
            "title": view.mission.title_hi if language == "hi" else view.mission.title,
            "about": view.mission.about_hi if language == "hi" else view.mission.about,
            "points": view.mission.points,
            "turn": view.mission.turn,
            "last_day": last_day_of(view.mission.days.upper),
            "done": view.done,
        }
        for view in missions_for(request.customer.pk, on=store_today())
    ]
    context = {
        "rows": rows,
        "done": sum(1 for row in rows if row["done"]),
        "belongs": is_member(request.customer.pk),
        "review": proofs.review_form(request, language=language),
        "code": proofs.own_code(request),
        "invited": proofs.code_form(request),
        "wrong": wrong,
    }
    return render(request, "portal/me/points/missions.html", context, status=status)


def last_day_of(end: date | None) -> date | None:
    """The last day before an end that is not reached; None without one."""
    return date.fromordinal(end.toordinal() - 1) if end else None


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def board(request: CustomerRequest) -> HttpResponse:
    """The month's first places by masked names, and one's own; `?month=last` is the month before.

    The form says whether one wants to stand there; who is no member stands nowhere, and is shown the way in.
    """
    if request.method == "POST":
        if request.POST.get("act") not in {"hide", "show"}:
            return _board(request, status=422)
        hide_from_boards(customer_id=request.customer.pk, hidden=request.POST["act"] == "hide", actor=request.actor, at=now())
        return redirect("portal:my_board")
    return _board(request, status=200)


def _board(request: CustomerRequest, *, status: int) -> HttpResponse:
    own, before = request.customer.pk, request.GET.get("month") == "last"
    month = anniversary(month_of(store_today()), -1 if before else 0)
    boards = [(board.value, places) for board, places in _places(month, own=own)]
    context = {"boards": boards, "own": own, "before": before, "belongs": is_member(own), "hidden": is_hidden(own)}
    return render(request, "portal/me/points/board.html", context, status=status)


def _places(month: date, *, own: int) -> Iterator[tuple[Board, Sequence[Place | Standing]]]:
    """As they were frozen; those of a month that goes on, or that the job has not come to yet, as they stand."""
    frozen, terms = is_frozen(month), terms_of_month(month)
    for board in Board:
        if frozen:
            yield board, frozen_board(board, month=month, own=own)
        else:
            yield board, board_of(board, month=month, shown=terms.shown if terms else MOST_SHOWN, own=own)
