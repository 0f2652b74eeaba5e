"""Signals of a period: each rule with its threshold and reason, what it found, and the rows behind it. Head office and auditors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from stores.clock import local_day, now
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.headoffice.prices.page import actor_of
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.reporting.signals import RULES, Found, Rule, found_signals
from upgrade_program.reporting.signals.behind import Behind, behind

PERIODS = (30, 90, 365)  # days
USUAL = 90
SHOWN = 12  # rows behind a signal on the page, the newest; the file has all
_HEADER = ("rule", "about", "store", "cases", "of", "network_share", "row", "at")
_ADMIN = {"plan": "admin:plans_plan_change", "claim": "admin:buyback_claim_change"}


def signal_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door."""
    return [
        path("signals/", guarded(signals), name="signals"),
        path("signals/export/", guarded(export), name="signals_export"),
    ]


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """What the rules find in the last 30, 90 or 365 days."""
    days = _days(request.GET.get("days", ""))
    found = _found(request, days=days, at=now())
    rows = behind(found, most=SHOWN)
    context = admin.site.each_context(request) | {
        "title": "Insider signals",
        "is_fullwidth": "1",
        "days": days,
        "periods": PERIODS,
        "many": len(found),
        "rules": [_section(rule, found, rows) for rule in RULES],
    }
    return render(request, "headoffice/signals/signals.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Every row behind every signal, one a line; that the file was taken stands in the audit trail."""
    at = now()
    days = _days(request.POST.get("days", ""))
    found = _found(request, days=days, at=at)
    rows = behind(found)
    record(actor=actor_of(request), at=at, verb="signals.exported", subject=f"signals:{days}", after={"signals": len(found)})
    answer = StreamingHttpResponse(lines(_HEADER, _cells(found, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="signals-{local_day(at).isoformat()}.csv"'
    return answer


def _found(request: HttpRequest, *, days: int, at: datetime) -> list[Found]:
    try:
        return found_signals(actor_of(request), since=at - timedelta(days=days), until=at)
    except Forbidden as no:
        raise PermissionDenied from no


def _days(asked: str) -> int:
    """One of the periods; nonsense is the usual one."""
    return next((days for days in PERIODS if str(days) == asked), USUAL)


def _section(rule: Rule, found: list[Found], rows: dict[tuple[str, int], Behind]) -> dict[str, Any]:
    met = [each for each in found if each.rule is rule]
    return {"rule": rule, "met": [(each, _links(each, rows)) for each in met]}


def _links(found: Found, rows: dict[tuple[str, int], Behind]) -> list[tuple[Behind, str]]:
    shown = [rows[key] for pk in reversed(found.ids[-SHOWN:]) if (key := (found.rule.rows, pk)) in rows]
    return [(row, reverse(_ADMIN[row.kind], args=[row.pk]) if row.kind in _ADMIN else "") for row in shown]


def _cells(found: list[Found], rows: dict[tuple[str, int], Behind]) -> Iterator[tuple[object, ...]]:
    for each in found:
        for pk in each.ids:
            row = rows.get((each.rule.rows, pk))
            if row:
                share = f"{each.network:.4f}" if each.rule.apart else ""
                yield each.rule.title, each.subject, each.store, each.cases, each.of, share, row.name, row.at.isoformat()
