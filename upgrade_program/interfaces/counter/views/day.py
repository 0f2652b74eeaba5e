"""The day report, to read, to print and as a file."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from stores.clock import local_day, now
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.counter.day_lists import HEADER, DayForm, earlier_and_later, rows_of, taxes_of
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.reporting.day import DayReport, day_report, store_to_report, stores_to_report


@require_safe
@staff_page
def day(request: CounterRequest) -> HttpResponse:
    """The report of a day, today unless told, of the own store (head office and auditors: of any); for its manager, not for clerks."""
    form, report = _asked(request, request.GET)
    earlier, later = earlier_and_later(report.on, today=form.today)
    context = {"form": form, "report": report, "taxes": taxes_of(report), "earlier": earlier, "later": later}
    return render(request, "counter/day.html", context)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The report as a file; who took which day of which store is in the audit trail."""
    _, report = _asked(request, request.POST)
    rows = list(rows_of(report))
    facts = {"on": report.on, "rows": len(rows)}
    record(actor=request.actor, at=now(), verb="day.exported", subject=f"store:{report.store.pk}", after=facts)
    answer = StreamingHttpResponse(lines(HEADER, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="day-{report.store.code}-{report.on.isoformat()}.csv"'
    return answer


def _asked(request: CounterRequest, data: QueryDict) -> tuple[DayForm, DayReport]:
    """The form as it was sent and the report it asks for; a foreign store is not there (404), a day that is none becomes today."""
    at = now()
    stores = stores_to_report(request.actor)
    store = store_to_report(request.actor, code=data.get("store", ""))
    form = DayForm({"on": data.get("on") or local_day(at), "store": store.code}, stores=stores, today=local_day(at))
    return form, day_report(store=store, on=form.day, at=at)
