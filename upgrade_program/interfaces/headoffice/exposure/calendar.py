"""The tier-cliff calendar: a month's days with how many plans fall on each, and how much less is owed from then on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.headoffice.exposure.asked import month_in, month_text, query, read
from upgrade_program.interfaces.headoffice.exposure.page import shown
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.exposure.calendar import Day, month_of
from upgrade_program.reporting.models import ExposureRun


@require_safe
def cliffs(request: HttpRequest) -> HttpResponse:
    """This month, or the one asked for; of all plans, of a store or of a model."""
    on, asked = store_today(), read(request.GET)
    first = month_in(request.GET.get("month", "")) or on.replace(day=1)
    month = month_of(first, on=on, axis=asked.axis, key=asked.key)
    around = [anniversary(first, step) for step in (-1, 1)]
    context = {
        "month": month,
        "name": month_text(first),
        "of": asked.of,
        "days": [(day, _length(day, month.most), query(asked.which, falls_on=day.on.isoformat(), month=None)) for day in month.days],
        "before": None if first <= on.replace(day=1) else _link(around[0], asked.narrowed),
        "after": _link(around[1], asked.narrowed),
        "narrowed": asked.narrowed,
        "run": ExposureRun.objects.filter(built_at__isnull=False).first(),
    }
    return shown(request, "calendar", f"Falling tiers, {month_text(first)}", context)


def _length(day: Day, most: Decimal) -> int:
    """The length of a day's bar, the month's longest 100."""
    return round(day.less * 100 / most) if most else 0


def _link(month: date, narrowed: str) -> tuple[str, str]:
    """A month's name, and the address's part that asks for it."""
    return month_text(month), f"month={month:%Y-%m}" + (f"&{narrowed}" if narrowed else "")
