"""The cash drawer of the own store: opened, counted, closed; cash taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from stores.access import require_manager, require_seller
from stores.clock import local_day, now
from upgrade_program.billing.drawers import drawer_for
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, move_cash, open_drawer
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.drawer_forms import CashForm, CloseForm, DrawerForm, MoveForm
from upgrade_program.interfaces.counter.drawer_page import Forms, drawer_page
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused


@require_safe
@staff_page
def drawer(request: CounterRequest) -> HttpResponse:
    """The drawer as it stands, with what may be done to it now."""
    require_seller(request.actor)
    return _page(request, at=now())


@require_POST
@staff_page
def open_it(request: CounterRequest) -> HttpResponse:
    """Opens the drawer with the cash counted into it."""
    require_seller(request.actor)
    form = CashForm(request.POST, prefix="open")
    return _act(
        request,
        form,
        lambda at: open_drawer(actor=request.actor, opening=form.cash, at=at, on=local_day(at)),
        forms=lambda: Forms(open=form),
    )


@require_POST
@staff_page
def count(request: CounterRequest, pk: int) -> HttpResponse:
    """Takes the cash counted; whoever counts is not told what is expected."""
    require_seller(request.actor)
    drawer_for(request.actor, pk)
    form = CashForm(request.POST, prefix="count")
    return _act(
        request,
        form,
        lambda at: count_drawer(actor=request.actor, drawer_id=pk, counted=form.cash, at=at),
        forms=lambda: Forms(count=form),
    )


@require_POST
@staff_page
def move(request: CounterRequest, pk: int) -> HttpResponse:
    """Notes cash that a manager takes out or puts in."""
    require_seller(request.actor)
    require_manager(request.actor, drawer_for(request.actor, pk).store_id)
    form = MoveForm(request.POST, prefix="move")

    def act(at: datetime) -> object:
        given = form.cleaned_data
        return move_cash(
            actor=request.actor, drawer_id=pk, kind=MoveKind(given["kind"]), amount=given["amount"], reason=given["reason"], at=at
        )

    return _act(request, form, act, forms=lambda: Forms(move=form))


@require_POST
@staff_page
def close(request: CounterRequest, pk: int) -> HttpResponse:
    """Closes the drawer; a refusal stands at the reason, and nothing has changed."""
    require_seller(request.actor)
    require_manager(request.actor, drawer_for(request.actor, pk).store_id)
    form = CloseForm(request.POST, prefix="close")
    return _act(
        request,
        form,
        lambda at: close_drawer(actor=request.actor, drawer_id=pk, reason=form.cleaned_data["reason"], at=at),
        forms=lambda: Forms(close=form),
    )


def _act(request: CounterRequest, form: DrawerForm, act: Callable[[datetime], object], *, forms: Callable[[], Forms]) -> HttpResponse:
    """Do it once however often the button is pressed, and come back to the page; a refusal is shown there with what was typed."""
    at = now()
    route = request.resolver_match.view_name if request.resolver_match else ""

    def done() -> Answer:
        act(at)
        return Answer(status=200, body={})

    try:
        if form.is_valid():
            once(actor=request.actor, route=route, key=form.cleaned_data["key"], body={"path": request.path, **form.sent}, at=at, act=done)
            return redirect("counter:drawer")
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return _page(request, at=at, forms=forms(), status=422)


def _page(request: CounterRequest, *, at: datetime, forms: Forms | None = None, status: int = 200) -> HttpResponse:
    page = drawer_page(request.actor, at=at, on=local_day(at), forms=forms)
    return render(request, "counter/drawer.html", {"page": page, "forms": page.forms, "drawer": page.drawer}, status=status)
