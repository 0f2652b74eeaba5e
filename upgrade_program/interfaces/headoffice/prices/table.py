"""The table of the pricing desk: models with their prices, new ones typed in place and kept as a change set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.catalog.price_rules import Filling, Rule
from upgrade_program.catalog.services import draft_prices
from upgrade_program.interfaces.headoffice.prices import saved
from upgrade_program.interfaces.headoffice.prices.forms import Cells, ChangeForm, FillForm, read_cells
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, page_number, shown
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.reporting.price_desk import PAGE, SORTS, Show, Sort, desk

_NOTHING = Cells({}, [], {})
LONGEST_QUERY = 80  # signs
FILTERS = [(Show.ALL, "All"), (Show.TO_VERIFY, "SRP to verify"), (Show.NO_PRICE, "No price"), (Show.PLANNED, "Planned")]

# The figures of which the largest are looked for first.
_LARGEST_FIRST = {Sort.SHARE, Sort.SOLD, Sort.OWED}


class Heading(NamedTuple):
    """The heading of a column: how it sorts the table now (as ARIA says it), and the query string that sorts by it, or turns it round."""

    sorted: str
    query: str


@desk_page
def prices(request: HttpRequest) -> HttpResponse:
    """Looks at the table, or takes new prices typed into it: leads to what they would do, or shows each refusal at its row.

    Takes the acts on saved views too, and begins with the one that this person has chosen.
    """
    at = now()
    if request.method != "POST":
        if first := saved.first_query(request, actor_of(request)):
            return redirect(f"{request.path}?{first}")
        return _table(request, ChangeForm(initial=tomorrow(at)), _NOTHING, at=at)
    actor = actor_of(request)
    require_head_office(actor)
    if act := saved.act_of(request, actor, query=_query(_asked(request)), at=at):
        return _view_act(request, act, at=at)
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


def _view_act(request: HttpRequest, act: Callable[[saved.ViewForm], str], *, at: datetime) -> HttpResponse:
    """Does it and shows the table as the view has it; a refusal stands where it was typed."""
    form = saved.typed_form(request)
    if form.is_valid() or not saved.needs_form(request):
        try:
            return redirect(f"{request.path}?{act(form)}")
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            saved.tell(form, no)
    return _table(request, ChangeForm(initial=tomorrow(at)), _NOTHING, at=at, view_form=form, status=422)


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
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    return {
        "q": request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
        "show": Show(show) if show in list(Show) else Show.ALL,
        "sort": sort if sort in SORTS else "",
        "page": page_number(request),
    }


def _query(asked: dict[str, Any], **changes: object) -> str:
    """What is asked for as a query string, always written in one way."""
    return urlencode({name: str({**asked, **changes}[name]) for name in ("q", "show", "sort")})


def _headings(asked: dict[str, Any]) -> dict[str, Heading]:
    found = {}
    for sort in Sort:
        first, other = (f"-{sort}", str(sort)) if sort in _LARGEST_FIRST else (str(sort), f"-{sort}")
        now_by = asked["sort"] if sort and asked["sort"].removeprefix("-") == sort else ""
        said = ("descending" if now_by.startswith("-") else "ascending") if now_by else "none"
        found[str(sort)] = Heading(said, _query(asked, sort=other if now_by == first else first))
    return found


def _table(
    request: HttpRequest,
    form: ChangeForm,
    cells: Cells,
    *,
    at: datetime,
    fill: FillForm | None = None,
    view_form: saved.ViewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = _asked(request)
    query = _query(asked)
    found = desk(**asked, at=at)
    rows = [
        (row, cells.typed.get(row.model_id, ""), cells.faults.get(row.model_id, ""), row.last_from if found.planned(row) else None)
        for row in found.rows
    ]
    pages = -(-found.count // PAGE)
    views = saved.shown_views(request, actor_of(request), query=query, form=view_form)
    opened = f"&view={views['view'].pk}" if views["view"] else ""
    context = {
        **asked,
        "form": form,
        "fill": fill or FillForm(),
        "rows": rows,
        "count": found.count,
        "faults": len(cells.faults),
        "filters": [(value, label, _query(asked, show=value) + opened) for value, label in FILTERS],
        "headings": {name: heading._replace(query=heading.query + opened) for name, heading in _headings(asked).items()},
        "pages": [(n, f"{query}&page={n}{opened}") for n in range(1, pages + 1)] if pages > 1 else [],
        "here": f"{query}&page={asked['page']}{opened}",
        **views,
    }
    return shown(request, "table", "Plan prices", context, status=status)
