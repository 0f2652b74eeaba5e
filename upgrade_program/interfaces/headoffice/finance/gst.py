"""GST returns: the GSTINs that issued anything in a month, and one of them by the sections of GSTR-1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.states import STATES
from upgrade_program.interfaces.headoffice.finance.page import gstin_of, month_form, shown
from upgrade_program.reporting.finance.gst import MOST_SELLERS, Gstr1, Summed, gstr1, sellers
from upgrade_program.reporting.finance.gst_files import FILES, NATURES
from upgrade_program.reporting.papers import Split


@require_safe
def gst(request: HttpRequest) -> HttpResponse:
    """The list of GSTINs, or the month of the one that is asked for."""
    form = month_form(request.GET)
    if not request.GET.get("gstin"):
        asked = request.GET.get("q", "").replace("\x00", "").strip()[:15]
        found = sellers(form.chosen, begins=asked)
        return shown(request, "gst", "GST returns", form, {"sellers": found, "most": len(found) == MOST_SELLERS})
    gstin = gstin_of(request.GET)
    month = gstr1(gstin, month=form.chosen)
    context = {
        "gstin": gstin,
        "found": month,
        "sections": [(file, _count(month, file.name), _net(month, file.name)) for file in FILES.values()],
        "states": [(STATES[row.place].name, row) for row in month.states],
        "series": [(NATURES[row.letter], row) for row in month.series],
    }
    return shown(request, "gstr1", f"GSTR-1 of {gstin}", form, context)


def _count(month: Gstr1, name: str) -> int:
    return sum(1 for _ in FILES[name].rows(month))


def _net(month: Gstr1, name: str) -> Split | None:
    """What a section comes to; the list of documents comes to nothing."""
    match name:
        case "b2b" | "b2cl":
            rows = [row.split for row in month.listed if (row.section, row.kind) == (name, "invoice")]
        case "cdnr" | "cdnur":
            section = {"cdnr": "b2b", "cdnur": "b2cl"}[name]
            rows = [row.split for row in month.listed if (row.section, row.kind) == (section, "credit_note")]
        case "b2cs":
            rows = _splits(month.small)
        case "hsn_b2b" | "hsn_b2c":
            rows = [row.split for row in month.codes if row.b2b is (name == "hsn_b2b")]
        case _:
            return None
    return sum(rows, Split())


def _splits(rows: list[Summed]) -> list[Split]:
    return [row.split for row in rows]
