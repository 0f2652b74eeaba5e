"""The files of finance; who took which of which month is in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST

from stores.clock import now
from stores.models import Store
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.headoffice.finance.page import gstin_of, month_form
from upgrade_program.interfaces.headoffice.prices.page import actor_of
from upgrade_program.reporting.finance.accounts import ACCOUNTS
from upgrade_program.reporting.finance.gst import gstr1
from upgrade_program.reporting.finance.gst_files import FILES
from upgrade_program.reporting.finance.journal import journal
from upgrade_program.reporting.finance.keeping import books_of, computed_of
from upgrade_program.reporting.finance.months import Month
from upgrade_program.reporting.finance.owed import statement_of

Row = tuple[object, ...]
_MOST_STORES = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is not a section of GSTR-1."""

    header: tuple[str, ...]
    rows: Callable[[Month], Iterable[Row]]


def _journal(month: Month) -> Iterator[Row]:
    for line in journal(month, books=computed_of(month)):
        yield line.day.isoformat(), line.store, line.account, ACCOUNTS[line.account], line.debit, line.credit, line.document


def _trial(month: Month) -> Iterator[Row]:
    for row in books_of(month).trial.balances:
        yield row.account, row.name, row.opening, row.change, row.closing


def _owed(month: Month) -> Iterator[Row]:
    for row in statement_of(month, most=_MOST_STORES).stores:
        yield (
            *(row.code, row.name, row.opening, row.fees, row.fees_returned, row.exchanges, row.exchanges_reversed),
            *(row.change, row.closing),
        )


def _deferred(month: Month) -> Iterator[Row]:
    found = computed_of(month)
    codes = dict(Store.objects.values_list("pk", "code"))
    for store, one in found.stores.items():
        for kind, fees in (("plans", one.plans), ("memberships", one.memberships)):
            yield codes[store], kind, fees.opening, fees.billed, fees.earned, fees.closing, "", ""
        provision = one.provision
        yield (
            *(codes[store], "provision", provision.opening, provision.change, "", provision.closing),
            *(provision.promised, found.expected.percent),
        )


PARTS = {
    "journal": Part(("date", "store", "account", "name", "debit", "credit", "document"), _journal),
    "trial": Part(("account", "name", "opening", "change", "closing"), _trial),
    "owed": Part(
        ("store", "name", "opening", "fees", "fees_returned", "exchanges", "exchanges_reversed", "change", "closing"),
        _owed,
    ),
    "deferred": Part(("store", "what", "opening", "added", "earned", "closing", "promised", "expected_percent"), _deferred),
}


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """One file of a month: a `part`, or the `section` of a `gstin`. What is neither is not there (404)."""
    form = month_form(request.POST)
    if not form.is_valid():
        raise Http404
    month, at = form.chosen, now()
    name, section = request.POST.get("part", ""), request.POST.get("section", "")
    if name in PARTS:
        header, rows = PARTS[name].header, PARTS[name].rows(month)
        facts: dict[str, object] = {"month": month.name}
    elif section in FILES:
        gstin = gstin_of(request.POST)
        name, header, rows = f"gstr1-{gstin}-{section}", FILES[section].header, FILES[section].rows(gstr1(gstin, month=month))
        facts = {"month": month.name, "gstin": gstin, "section": section}
    else:
        raise Http404
    record(actor=actor_of(request), at=at, verb="finance.exported", subject=f"finance:{section or name}", after=facts)
    answer = StreamingHttpResponse(lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{month.name}.csv"'
    return answer
