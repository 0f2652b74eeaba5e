"""The store's claims as a list and as a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from stores.clock import now, store_today
from upgrade_program.buyback.models import Claim
from upgrade_program.interfaces.counter.claim.lists import ClaimFilter, claims_listed, stated
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.list_page import list_file, list_page
from upgrade_program.kernel.imei import masked

_HEADER = ("claim", "state", "plan", "device", "imei", "customer", "opened", "held_through", "percent", "assured", "payable", "store")


@require_safe
@staff_page
def claims(request: CounterRequest) -> HttpResponse:
    """The store's claims (head office and auditors: all stores'), searched, filtered, ordered, by pages."""
    on, wanted = store_today(), ClaimFilter(request.GET)
    return list_page(
        request,
        "counter/claim/claims.html",
        of="claims",
        wanted=wanted,
        found=lambda: claims_listed(request.actor, wanted, on=on),
        shown=partial(stated, on=on),
        on=on,
    )


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The filtered list as a file, IMEI masked, at most 10,000 rows; who took how many is in the audit trail."""
    at = now()
    on, wanted = store_today(), ClaimFilter(request.POST)
    found = claims_listed(request.actor, wanted, on=on)
    return list_file(request, of="claims", wanted=wanted, found=found, header=_HEADER, cells=partial(_cells, on=on), at=at, on=on)


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
