"""The plans behind a figure, masked, by a cursor; and the same as a file, which the audit trail tells of."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST, require_safe

from stores.clock import now, store_today
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.headoffice.exposure.asked import query, read
from upgrade_program.interfaces.headoffice.exposure.page import shown
from upgrade_program.interfaces.headoffice.prices.page import actor_of
from upgrade_program.kernel.imei import masked
from upgrade_program.reporting.exposure.plans import Owed, every, page_of

MOST = 50_000  # lines of a file; a day's falls of ten million plans are fewer
_HEADER = ("plan", "store", "device", "imei", "bill_date", "last_day", "held_until", "owed_before", "owed")
_TOO_MANY = f"Only the first {MOST} plans: ask for a day, or for one store."


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Without a day, store, model or bill month there is no list: it would be of all plans."""
    asked, on = read(request.GET), store_today()
    if not asked.which:
        raise Http404
    rows, following = page_of(actor_of(request), asked.which, on=on, place=request.GET.get("after", "")[:40])
    context = {
        "rows": rows,
        "asked": asked,
        "here": query(asked.which),
        "following": query(asked.which, after=following) if following else "",
        "first": not request.GET.get("after"),
    }
    return shown(request, "plans", asked.title, context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as CSV, IMEIs masked as on the page."""
    asked, on = read(request.POST), store_today()
    if not asked.which:
        raise Http404
    actor = actor_of(request)
    what = query(asked.which)
    record(actor=actor, at=now(), verb="exposure.exported", subject="exposure:plans", after={"plans": what})
    rows = every(actor, asked.which, on=on, most=MOST)
    answer = StreamingHttpResponse(lines(_HEADER, _cells(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plans-{what.replace("=", "-").replace("&", "-")}.csv"'
    return answer


def _cells(rows: Iterator[Owed]) -> Iterator[tuple[object, ...]]:
    left = MOST
    for row in rows:
        plan, left = row.plan, left - 1
        yield (
            *(plan.written, plan.store.code, plan.device, masked(plan.imei), plan.bill_date, plan.expires_on, plan.held_until),
            *(row.before, row.now),
        )
    if not left:
        yield (_TOO_MANY,)
