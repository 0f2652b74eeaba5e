"""The register of used goods: who sold which phone to the store, and where it is; to read, to print and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from stores.clock import local_day, now
from stores.models import Store
from upgrade_program.buyback.enums import IdKind, Stock
from upgrade_program.buyback.models import Handset
from upgrade_program.buyback.queries.stock import register_of, shows_imeis_of
from upgrade_program.buyback.queries.stores import one_of, stores_with_stock
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.office_forms import RegisterForm
from upgrade_program.kernel.imei import masked

PER_PAGE = 200  # lines of one printed page
MOST = 10_000  # lines of one file
ID_WORDS = {
    IdKind.AADHAAR: gettext_lazy("Aadhaar"),
    IdKind.DRIVING_LICENCE: gettext_lazy("Driving licence"),
    IdKind.PAN: "PAN",
    IdKind.PASSPORT: gettext_lazy("Passport"),
    IdKind.VOTER_ID: gettext_lazy("Voter ID"),
}
WHERE = {
    Stock.QUARANTINE: gettext_lazy("In quarantine"),
    Stock.HANDED_OVER: gettext_lazy("Handed over"),
    Stock.RETURNED: gettext_lazy("Given back"),
}
_HEADER = ("voucher", "day", "seller", "id", "id_last_four", "device", "imei", "amount", "where", "handover", "store")


@require_safe
@staff_page
def register(request: CounterRequest) -> HttpResponse:
    """The lines of a span of days, this month unless told; whole IMEIs for the store's manager alone."""
    form, store = _asked(request, request.GET)
    first, last = form.span
    found = register_of(store, first=first, last=last)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(handset, full=shows_imeis_of(request.actor, store)) for handset in page]
    context = {"form": form, "store": store, "first": first, "last": last, "page": page, "rows": rows}
    return render(request, "counter/register.html", context)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The same lines as a file; who took how many of which store is in the audit trail."""
    form, store = _asked(request, request.POST)
    first, last = form.span
    found = list(register_of(store, first=first, last=last)[:MOST])
    full = shows_imeis_of(request.actor, store)
    facts = {"first": first, "last": last, "rows": len(found), "whole_numbers": full}
    record(actor=request.actor, at=now(), verb="register.exported", subject=f"store:{store.pk}", after=facts)
    answer = StreamingHttpResponse(lines(_HEADER, _cells(found, store, full=full)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{store.code}-{first.isoformat()}-{last.isoformat()}.csv"'
    return answer


def _asked(request: CounterRequest, data: QueryDict) -> tuple[RegisterForm, Store]:
    stores = stores_with_stock(request.actor)
    store = one_of(stores, code=data.get("store", ""))
    today = local_day(now())
    first, last = data.get("first") or today.replace(day=1), data.get("last") or today
    return RegisterForm({"store": store.code, "first": first, "last": last}, stores=stores, today=today), store


def _row(handset: Handset, *, full: bool) -> dict[str, Any]:
    return {
        "handset": handset,
        "imei": handset.imei if full else masked(handset.imei),
        "id": ID_WORDS.get(IdKind(handset.id_kind)) if handset.id_kind else "",
        "where": WHERE[Stock(handset.state)],
    }


def _cells(found: list[Handset], store: Store, *, full: bool) -> Iterator[tuple[object, ...]]:
    for handset in found:
        row = _row(handset, full=full)
        yield (
            handset.voucher_number,
            handset.taken_on.isoformat(),
            handset.seller_name,
            row["id"],
            handset.id_last4,
            handset.device,
            row["imei"],
            handset.amount,
            row["where"],
            handset.handover_id or "",
            store.code,
        )
