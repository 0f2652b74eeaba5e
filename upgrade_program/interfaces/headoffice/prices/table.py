"""The table of the pricing desk: models with their prices, new ones typed in place and kept as a change set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.catalog.services import draft_prices
from upgrade_program.interfaces.headoffice.prices.forms import Cells, ChangeForm, read_cells
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
        return _table(request, ChangeForm(initial=_tomorrow(at)), _NOTHING, at=at)
    actor = actor_of(request)
    require_head_office(actor)
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


def _tomorrow(at: datetime) -> dict[str, Any]:
    return {"from_day": local_day(at) + timedelta(days=1), "from_time": "00:00"}


def _place(no: Refused, form: ChangeForm, cells: Cells) -> None:
    """Each refusal where it belongs: at its row, at its field, or above them all."""
    for error in no.errors:
        noun, _, key = (error.field or "").partition(":")
        if noun == "model" and key.isdigit():
            cells.faults[int(key)] = error.message
        else:
            form.add_error({"from_at": "from_day", "reason": "reason"}.get(noun), error.message)


def _table(request: HttpRequest, form: ChangeForm, cells: Cells, *, at: datetime, status: int = 200) -> HttpResponse:
    show = request.GET.get("show", "")
    asked: dict[str, Any] = {
        "q": request.GET.get("q", "").replace("\x00", ""),
        "show": Show(show) if show in list(Show) else Show.ALL,
        "page": page_number(request),
    }
    found = desk(**asked, at=at)
    rows = [
        (row, cells.typed.get(row.model_id, ""), cells.faults.get(row.model_id, ""), row.last_from if found.planned(row) else None)
        for row in found.rows
    ]
    pages = -(-found.count // PAGE)
    context = {
        **asked,
        "form": form,
        "rows": rows,
        "count": found.count,
        "faults": len(cells.faults),
        "filters": [(value, label, urlencode({"q": asked["q"], "show": value})) for value, label in FILTERS],
        "pages": [(n, urlencode({"q": asked["q"], "show": asked["show"], "page": n})) for n in range(1, pages + 1)] if pages > 1 else [],
        "here": urlencode({"q": asked["q"], "show": asked["show"], "page": asked["page"]}),
    }
    return shown(request, "table", "Plan prices", context, status=status)
