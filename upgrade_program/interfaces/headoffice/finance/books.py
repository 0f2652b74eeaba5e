"""The books of a month: every account with its opening, change and closing; and the deferred fees and the provision behind them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.models import Store
from upgrade_program.interfaces.headoffice.finance.page import month_form, shown
from upgrade_program.reporting.finance.earning import FEWEST
from upgrade_program.reporting.finance.keeping import books_of, computed_of

SHOWN = 50


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The trial balance, from what is kept; the journal behind it is a file."""
    form = month_form(request.GET)
    found = books_of(form.chosen)
    return shown(request, "books", "Books", form, {"trial": found.trial, "books": found})


@require_safe
def deferred(request: HttpRequest) -> HttpResponse:
    """Fees not earned yet and the provision, with their method; the stores with the largest provision, the rest in the file."""
    form = month_form(request.GET)
    found = computed_of(form.chosen)
    largest = sorted(found.stores.items(), key=lambda item: (-item[1].provision.closing, -item[1].plans.closing, item[0]))[:SHOWN]
    names = Store.objects.in_bulk([store for store, _ in largest])
    rows = [(names[store], one) for store, one in largest]
    more = len(found.stores) - len(rows)
    return shown(request, "deferred", "Deferred fees", form, {"found": found, "rows": rows, "more": more, "fewest": FEWEST})
