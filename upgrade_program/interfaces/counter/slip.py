"""The 80 mm slip: a tax document, and what the plan it stands for is worth and when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.paper import tax_document_paper
from upgrade_program.interfaces.counter.gate import CounterRequest
from upgrade_program.interfaces.counter.printing import LANGUAGES, Look, language_of
from upgrade_program.plans.paper import plan_on, slip_lines


def slip_page(request: CounterRequest, document: TaxDocument, *, duplicate: bool) -> HttpResponse:
    """The slip as a page; one that comes out of a POST goes to the printer at once."""
    plan = plan_on(document)
    language = language_of(request, plan, bill=document.collection.bill)
    look = Look(request, subject="", form="80mm", store_id=document.store_id, shown=plan)
    context = {
        "document": document,
        "plan": plan,
        "language": language,
        "languages": LANGUAGES,
        "paper": tax_document_paper(document, language=language, duplicate=duplicate),
        "slip": slip_lines(plan, language=language, full=look.full) if plan else None,
        "link": look.link,
        "code": look.link or (plan.number if plan else ""),
        "code_label": plan.written if plan else "",
        "prints": look.own,
        "now": request.method == "POST",
    }
    return render(request, "documents/receipt.html", context)
