"""The statement between a store and the brand: read, marked, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stores.access import is_head_office, may_manage
from stores.clock import local_day, now
from upgrade_program.buyback.enums import Mark
from upgrade_program.buyback.queries.statement import Statement, statement_of
from upgrade_program.buyback.queries.stores import one_of, stores_to_settle
from upgrade_program.buyback.services import mark_entries
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.office_forms import KINDS, STANDING_WORDS, MarkForm, StatementForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

PER_PAGE = 50
MOST = 10_000  # rows of one file
_HEADER = ("store", "day", "document", "for", "plan", "amount", "mark", "note")


@require_safe
@staff_page
def statement(request: CounterRequest) -> HttpResponse:
    """A month of a store with the brand, what each owes the other, and how old the unsettled part is; managers, head office, auditors."""
    return _page(request, *_asked(request, request.GET))


@require_POST
@staff_page
def mark(request: CounterRequest) -> HttpResponse:
    """Says of the chosen entries that they are disputed, settled or open again; a refusal stands by the button."""
    at = now()
    asked, found = _asked(request, request.POST)
    marks = _marks(request, found)
    if not marks:
        raise Forbidden
    form = MarkForm(request.POST, marks=marks)

    def act() -> Answer:
        given = form.cleaned_data
        mark_entries(entry_ids=given["row"], mark=Mark(given["mark"]), note=given["note"], actor=request.actor, at=at)
        return Answer(status=200, body={})

    try:
        if form.is_valid():
            once(actor=request.actor, route="counter:statement_mark", key=form.cleaned_data["key"], body=form.sent, at=at, act=act)
            return redirect(f"{reverse('counter:statement')}?{urlencode(_address(asked, found))}")
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return _page(request, asked, found, form=form, status=422)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The entries as a file; who took how many of which store and month is in the audit trail."""
    _, found = _asked(request, request.POST)
    rows = list(found.entries[:MOST])
    facts = {"month": f"{found.first:%Y-%m}", "rows": len(rows)}
    record(actor=request.actor, at=now(), verb="statement.exported", subject=f"store:{found.store.pk}", after=facts)
    answer = StreamingHttpResponse(lines(_HEADER, _cells(rows, found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statement-{found.store.code}-{found.first:%Y-%m}.csv"'
    return answer


def _asked(request: CounterRequest, data: QueryDict) -> tuple[StatementForm, Statement]:
    """The form as it was sent and the statement it asks for; a foreign store is not there (404)."""
    today = local_day(now())
    stores = stores_to_settle(request.actor)
    store = one_of(stores, code=data.get("store", ""))
    given = {name: data.get(name, "") for name in ("month", "kind", "standing")}
    form = StatementForm({"store": store.code, **given, "month": given["month"] or f"{today:%Y-%m}"}, stores=stores, today=today)
    return form, statement_of(store=store, on=today, **form.asked)


def _page(
    request: CounterRequest, asked: StatementForm, found: Statement, *, form: MarkForm | None = None, status: int = 200
) -> HttpResponse:
    page = _page_of(found, request.GET if form is None else request.POST)
    marks = _marks(request, found)
    context = {
        "asked": asked,
        "statement": found,
        "page": page,
        "kinds": KINDS,
        "words": STANDING_WORDS,
        "form": form or MarkForm(marks=marks),
        "marks": marks,
        "earlier": _month(found.first, -1),
        "later": _month(found.first, 1) if found.last < found.on else None,
    }
    return render(request, "counter/statement.html", context, status=status)


def _page_of(found: Statement, data: QueryDict) -> Any:
    return Paginator(found.entries, PER_PAGE).get_page(data.get("page"))


def _marks(request: CounterRequest, found: Statement) -> list[Mark]:
    """What this person may say of entries of this store; the service decides again."""
    if is_head_office(request.actor):
        return [Mark.SETTLED, Mark.REOPENED]
    return [Mark.DISPUTED, Mark.REOPENED] if may_manage(request.actor, found.store.pk) else []


def _address(asked: StatementForm, found: Statement) -> dict[str, str]:
    given = {name: asked.cleaned_data.get(name) or "" for name in ("kind", "standing")}
    return {"store": found.store.code, "month": f"{found.first:%Y-%m}"} | {name: value for name, value in given.items() if value}


def _month(first: date, step: int) -> date:
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _cells(rows: list[Any], found: Statement) -> Iterator[tuple[object, ...]]:
    for entry in rows:
        yield (
            found.store.code,
            entry.on.isoformat(),
            entry.document,
            entry.kind,
            entry.plan.written,
            entry.amount,
            entry.standing,
            entry.said or "",
        )
