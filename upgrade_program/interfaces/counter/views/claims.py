"""The store's claims as a list and as a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stores.clock import now, store_today
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.audit.services import record
from upgrade_program.interfaces.counter.claim.lists import ClaimFilter, claims_listed, page_of, stated
from upgrade_program.interfaces.counter.csv_export import lines
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.lists import MOST, without_personal
from upgrade_program.kernel.imei import masked

_HEADER = ("claim", "state", "plan", "device", "imei", "customer", "opened", "held_through", "percent", "assured", "payable", "store")


@require_safe
@staff_page
def claims(request: CounterRequest) -> HttpResponse:
    """The store's claims (head office and auditors: all stores'), searched, filtered, ordered, by pages."""
    if not without_personal(request.GET):
        return redirect(reverse("counter:claims") + "?personal=1")
    on = store_today()
    wanted = ClaimFilter(request.GET)
    page = page_of(claims_listed(request.actor, wanted, on=on), request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "rows": stated(list(page), on=on),
        "narrowed": any(request.GET.get(name) for name in ("q", "status")),
        "personal": "personal" in request.GET,
        "most": MOST,
        "today": on,
    }
    return render(request, "counter/claim/claims.html", context)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The filtered list as a file, IMEI masked, at most 10,000 rows; who took how many is in the audit trail."""
    at = now()
    on = store_today()
    wanted = ClaimFilter(request.POST)
    found = list(claims_listed(request.actor, wanted, on=on)[:MOST])
    record(
        actor=request.actor,
        at=at,
        verb="claims.exported",
        subject=f"store:{request.actor.store_id or 0}",
        after={"rows": len(found), "status": wanted.cleaned_data.get("status", ""), "searched": bool(wanted.cleaned_data.get("q"))},
    )
    answer = StreamingHttpResponse(lines(_HEADER, _cells(found, on=on)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="claims-{on.isoformat()}.csv"'
    return answer


def _cells(found: list[Claim], *, on: date) -> Iterator[tuple[object, ...]]:
    for row in stated(found, on=on):
        claim = row.claim
        yield (
            claim.written,
            row.state,
            claim.plan.written,
            claim.plan.device,
            masked(claim.handset_imei),
            claim.plan.customer_name,
            claim.opened_on.isoformat(),
            claim.held_through.isoformat(),
            claim.percent,
            claim.assured,
            claim.payable if claim.payable is not None else "",
            claim.store.code,
        )
