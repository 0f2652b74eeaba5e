"""A file of new prices: read as a whole, its wrong lines shown with what to do, or led to what it would change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import now
from upgrade_program.catalog.price_lines import COLUMNS
from upgrade_program.catalog.services import import_prices
from upgrade_program.interfaces.headoffice.prices.forms import ImportForm
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, shown
from upgrade_program.interfaces.headoffice.prices.table import tomorrow
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.sheets import LineFault, LinesRefused


@desk_page
def import_file(request: HttpRequest) -> HttpResponse:
    """Asks for a file, or takes one; nothing is changed by either."""
    actor, at = actor_of(request), now()
    require_head_office(actor)
    if request.method != "POST":
        return _page(request, ImportForm(initial=tomorrow(at)))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    text = form.cleaned_data["text"]
    try:
        change_set = import_prices(actor=actor, text=text, from_at=form.from_at(), reason=form.cleaned_data["reason"], at=at)
    except Forbidden:
        raise
    except LinesRefused as no:
        form.add_error(None, str(no))
        return _page(request, form, text=text, faults=no.faults, status=422)
    except Refused as no:
        for error in no.errors:
            form.add_error({"from_at": "from_day", "reason": "reason", "file": "file"}.get(error.field or ""), error.message)
        return _page(request, form, text=text, status=422)
    return redirect("admin:price_change", pk=change_set.pk)


def _page(
    request: HttpRequest, form: ImportForm, *, text: str | None = None, faults: list[LineFault] | None = None, status: int = 200
) -> HttpResponse:
    """The form; what a file held stands in the text field, to be corrected there."""
    if text is not None:
        form.keep(request, text)
    return shown(request, "import", "Import prices", {"form": form, "faults": faults, "columns": COLUMNS}, status=status)
