"""The table of the pricing desk: models with their prices, new ones typed in place and kept as a change set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.catalog.price_rules import Filling, Rule
from upgrade_program.catalog.services import draft_prices
from upgrade_program.interfaces.headoffice.prices.forms import Cells, ChangeForm, FillForm, read_cells
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, page_number, shown
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.reporting.price_desk import PAGE, Show, desk

_NOTHING = Cells({}, [], {})
FILTERS = [(Show.ALL, "All"), (Show.TO_VERIFY, "SRP to verify"), (Show.NO_PRICE, "No price"), (Show.PLANNED, "Planned")]


@desk_page
def prices(request: HttpRequest) -> HttpResponse:
    """Looks at the table, or takes new prices typed into it: leads to what they would do, or shows each refusal at its row."""
    at = now()
    if request.method != "POST":
        return _table(request, ChangeForm(initial=tomorrow(at)), _NOTHING, at=at)
    actor = actor_of(request)
    require_head_office(actor)
    if request.POST.get("act") == "fill":
        return _filled(request, at=at)
    form, cells = ChangeForm(request.POST), read_cells(request.POST)
    if not form.is_valid() or cells.faults:
        return _table(request, form, cells, at=at, status=422)
    try:
        change_set = draft_prices(actor=actor, rows=cells.rows, from_at=form.from_at(), reason=form.cleaned_data["reason"], at=at)
    except Forbidden:
        raise
    except Refused as no:
        _place(no, form, cells)
        return _table(request, form, cells, at=at, status=422)
    return redirect("admin:price_change", pk=change_set.pk)


def _filled(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The rows shown, filled in by the rule; nothing is kept, and what was typed for from when and why stays."""
    form, fill = ChangeForm(initial=request.POST.dict()), FillForm(request.POST)
    try:
        rule = Filling(Rule(fill.cleaned_data["rule"]), fill.cleaned_data["figure"]) if fill.is_valid() else None
    except Refused as no:
        fill.add_error("figure", str(no))
        rule = None
    if rule is None:
        return _table(request, form, read_cells(request.POST), at=at, fill=fill, status=422)
    shown_now = desk(**_asked(request), at=at).rows
    prices = {row.model_id: price for row in shown_now if (price := rule.price(last=row.last, srp=row.srp)) and price != row.last}
    return _table(request, form, Cells({model: f"{price:f}" for model, price in prices.items()}, [], {}), at=at, fill=fill)


def tomorrow(at: datetime) -> dict[str, Any]:
    return {"from_day": local_day(at) + timedelta(days=1), "from_time": "00:00"}


def _place(no: Refused, form: ChangeForm, cells: Cells) -> None:
    """Each refusal where it belongs: at its row, at its field, or above them all."""
    for error in no.errors:
        noun, _, key = (error.field or "").partition(":")
        if noun == "model" and key.isdigit():
            cells.faults[int(key)] = error.message
        else:
            form.add_error({"from_at": "from_day", "reason": "reason"}.get(noun), error.message)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Which rows of the table are asked for."""
    show = request.GET.get("show", "")
    return {
        "q": request.GET.get("q", "").replace("\x00", ""),
        "show": Show(show) if show in list(Show) else Show.ALL,
        "page": page_number(request),
    }


def _table(
    request: HttpRequest, form: ChangeForm, cells: Cells, *, at: datetime, fill: FillForm | None = None, status: int = 200
) -> HttpResponse:
    asked = _asked(request)
    found = desk(**asked, at=at)
    rows = [
        (row, cells.typed.get(row.model_id, ""), cells.faults.get(row.model_id, ""), row.last_from if found.planned(row) else None)
        for row in found.rows
    ]
    pages = -(-found.count // PAGE)
    context = {
        **asked,
        "form": form,
        "fill": fill or FillForm(),
        "rows": rows,
        "count": found.count,
        "faults": len(cells.faults),
        "filters": [(value, label, urlencode({"q": asked["q"], "show": value})) for value, label in FILTERS],
        "pages": [(n, urlencode({"q": asked["q"], "show": asked["show"], "page": n})) for n in range(1, pages + 1)] if pages > 1 else [],
        "here": urlencode({"q": asked["q"], "show": asked["show"], "page": asked["page"]}),
    }
    return shown(request, "table", "Plan prices", context, status=status)
