"""The prices as a file, to be filled in and imported again; that it was taken stands in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST

from stores.clock import local_day, now
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.foundation.workbooks import CONTENT_TYPE, workbook
from upgrade_program.interfaces.headoffice.prices.page import actor_of
from upgrade_program.reporting.price_desk import PAGE, DeskRow, desk

_HEADER = ("model", "sku", "new_price", "srp", "srp_verified", "price_now", "last_price", "sold_30_days", "owed")
_MOST_PAGES = 100


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Every model on one line, the column `new_price` empty; as CSV, or as a workbook when that is asked for."""
    at = now()
    rows: list[DeskRow] = []
    for page in range(1, _MOST_PAGES + 1):
        found = desk(page=page, at=at).rows
        rows += found
        if len(found) < PAGE:
            break
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "csv"
    record(actor=actor_of(request), at=at, verb="prices.exported", subject="prices:all", after={"rows": len(rows), "kind": kind})
    answer: HttpResponseBase
    if kind == "xlsx":
        answer = HttpResponse(workbook(_HEADER, _cells(rows), title="Plan prices"), content_type=CONTENT_TYPE)
    else:
        answer = StreamingHttpResponse(lines(_HEADER, _cells(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-prices-{local_day(at).isoformat()}.{kind}"'
    return answer


def _cells(rows: list[DeskRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield row.name, "", "", row.srp, "yes" if row.verified else "no", row.now, row.last, row.sold, row.owed
