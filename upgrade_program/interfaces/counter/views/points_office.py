"""Points for head office and auditors: what the programme owes its members, and whether its books agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from loyalty.programme.queries import programme_at
from stores.clock import local_day, now
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.member.chart import bars_of
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.reporting.points import Month, liability
from upgrade_program.reporting.self_audit import self_audit as audited

_HEADER = (
    *("month", "opening", "issued", "restored", "adjusted", "spent", "expired", "reversed", "owed_paid", "other"),
    *("closing", "owed"),
)


@require_safe
@staff_page
def points(request: CounterRequest) -> HttpResponse:
    """Twelve months of points: issued, spent, expired, reversed; and what is outstanding by the month in which it ends."""
    _require_office(request)
    at = now()
    report = liability(at=at)
    per_point = programme_at(at).rupees_per_point
    context = {"report": report, "bars": bars_of(report.outstanding), "rupees": report.total * per_point, "at": at}
    return render(request, "counter/members/liability.html", context)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The months as a file; who took it is in the audit trail."""
    _require_office(request)
    at = now()
    report = liability(at=at)
    record(actor=request.actor, at=at, verb="liability.exported", subject="points", after={"months": len(report.months)})
    answer = StreamingHttpResponse(lines(_HEADER, _cells(report.months)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="points-liability-{local_day(at).isoformat()}.csv"'
    return answer


@require_safe
@staff_page
def self_audit(request: CounterRequest) -> HttpResponse:
    """Trial balance, broken invariants, the oldest undone work, the last run of each job."""
    _require_office(request)
    at = now()
    return render(request, "counter/members/self_audit.html", {"audit": audited(at=at), "at": at})


def _require_office(request: CounterRequest) -> None:
    if not request.actor.sees_all_stores:
        raise Forbidden(sentence="Head office and auditors read this.", next_step="Ask head office.")


def _cells(months: list[Month]) -> Iterator[tuple[object, ...]]:
    for row in months:
        yield (row.month.isoformat(), *(getattr(row, name) for name in _HEADER[1:]))
