"""What the lists of plans and of claims have in common: pages, the address they are searched by, and the CSV file of what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.counter.gate import CounterRequest
from upgrade_program.interfaces.counter.lists import PlanFilter, without_personal

PER_PAGE = 20
MOST = 10_000  # rows one list or one export goes through; more is for reports
Found = TypeVar("Found", bound=Model)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts no further than `MOST`, so that head office's list of every store answers at once."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet[Model]", self.object_list)[:MOST].count()


def list_page(
    request: CounterRequest,
    template: str,
    *,
    of: str,
    wanted: PlanFilter,
    found: Callable[[], QuerySet[Found]],
    shown: Callable[[list[Found]], Sequence[Any]],
    on: date,
) -> HttpResponse:
    """One page of a list; a page number that makes no sense leads to the first or last. `of` is the list's own route, to which an address
    that holds an IMEI or a mobile is sent back without it."""
    if not without_personal(request.GET):
        return redirect(reverse(f"counter:{of}") + "?personal=1")
    page = BoundedPaginator(found(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "rows": shown(list(page)),
        "narrowed": any(request.GET.get(name) for name in ("q", "status")),
        "personal": "personal" in request.GET,
        "most": MOST,
        "today": on,
    }
    return render(request, template, context)


def list_file(
    request: CounterRequest,
    *,
    of: str,
    wanted: PlanFilter,
    found: QuerySet[Found],
    header: Sequence[str],
    cells: Callable[[list[Found]], Iterable[tuple[object, ...]]],
    at: datetime,
    on: date,
) -> StreamingHttpResponse:
    """The list as a CSV file of at most 10,000 rows; who took how many is in the audit trail."""
    rows = list(found[:MOST])
    record(
        actor=request.actor,
        at=at,
        verb=f"{of}.exported",
        subject=f"store:{request.actor.store_id or 0}",
        after={"rows": len(rows), "status": wanted.cleaned_data.get("status", ""), "searched": bool(wanted.cleaned_data.get("q"))},
    )
    answer = StreamingHttpResponse(lines(header, cells(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{of}-{on.isoformat()}.csv"'
    return answer
