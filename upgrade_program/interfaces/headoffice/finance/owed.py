"""What stores and the brand owe each other in a month, store by store."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from upgrade_program.interfaces.headoffice.finance.page import month_form, shown
from upgrade_program.interfaces.headoffice.prices.page import page_number
from upgrade_program.reporting.finance.owed import PAGE, statement_of


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """A page of stores; each leads to the entries behind its figures."""
    form = month_form(request.GET)
    page = page_number(request)
    found = statement_of(form.chosen, q=request.GET.get("q", "")[:60], page=page)
    return shown(request, "owed", "Stores and brand", form, {"found": found, "page": page, "pages": range(1, -(-found.count // PAGE) + 1)})
