"""The sums: what is owed today, by tier with what the past lets one expect, month by month ahead, by store, model and bill month."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.headoffice.exposure.page import shown
from upgrade_program.interfaces.headoffice.prices.page import page_number
from upgrade_program.reporting.enums import Axis
from upgrade_program.reporting.exposure.standing import ENOUGH, PAGE, SOON, Ahead, rows_by, standing

TABLES = [(Axis.STORE, "By store"), (Axis.MODEL, "By model"), (Axis.MONTH, "By month of the bill")]


@require_safe
def exposure(request: HttpRequest) -> HttpResponse:
    """A day's sums; `by` chooses the table. Its statements do not grow with the plans."""
    on, page = store_today(), page_number(request)
    by = next((axis for axis, _ in TABLES if axis == request.GET.get("by")), Axis.STORE)
    found = standing(on=on)
    rows = rows_by(by, on=on, page=page)
    context = {
        "on": on,
        "found": found,
        "months": _bars(found.months),
        "soon": on + SOON,
        "by": by,
        "tables": TABLES,
        "rows": rows,
        "page": page,
        "more": rows.count > page * PAGE,
        "enough": ENOUGH,
        "most": max((row.owed for row in rows.rows), default=Decimal(0)),
    }
    return shown(request, "overview", "What the brand owes", context)


def _bars(months: list[Ahead]) -> list[tuple[Ahead, int]]:
    """Each month with the length of its bar, the longest 100."""
    most = max((month.less for month in months), default=Decimal(0))
    return [(month, round(month.less * 100 / most) if most else 0) for month in months]
