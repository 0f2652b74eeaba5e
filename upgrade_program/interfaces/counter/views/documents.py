"""Papers to read and to print: invoices, credit notes, certificates, slips, payment requests.

A GET is a look: it changes nothing, whoever fetches it ahead, and what is printed from it says DUPLICATE. A POST hands a paper to the
printer: the first one anywhere is the original, every later one a duplicate, and each is noted.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from stores.clock import now
from upgrade_program.billing.paper import file_name, tax_document_paper
from upgrade_program.billing.paper_words import WORDS
from upgrade_program.billing.queries import document_for
from upgrade_program.foundation.documents import engine
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.plan_facts import payment_link
from upgrade_program.interfaces.counter.printing import LANGUAGES, Look, drawn, language_of
from upgrade_program.interfaces.counter.slip import slip_page
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.paper import certificate_paper, payment_request_paper, plan_on
from upgrade_program.plans.queries import plan_for, waiting_payment

look_or_print = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_page
def invoice(request: CounterRequest, pk: int) -> HttpResponse:
    """An invoice or a credit note of the own store (head office and auditors: of any), to read on the screen and to print from."""
    document = document_for(request.actor, pk)
    plan = plan_on(document)
    language = language_of(request, plan, bill=document.collection.bill)
    context = {
        "document": document,
        "plan": plan,
        "language": language,
        "languages": LANGUAGES,
        "paper": tax_document_paper(document, language=language, duplicate=True),
        "duplicate_mark": WORDS[language]["duplicate"],
        "prints": request.actor.at_counter,
    }
    return render(request, "documents/tax_document.html", context)


@look_or_print
@staff_page
def document_pdf(request: CounterRequest, pk: int) -> HttpResponse:
    """The same on A4."""
    document = document_for(request.actor, pk)
    language = language_of(request, plan_on(document), bill=document.collection.bill)

    def draw(duplicate: bool) -> bytes:
        paper = tax_document_paper(document, language=language, duplicate=duplicate)
        return engine.render(template="tax_document", data=paper, language=language)

    look = Look(request, subject=f"document:{pk}", form="a4", store_id=document.store_id)
    return _pdf(drawn(look, draw=draw, at=now()), name=file_name(document))


@look_or_print
@staff_page
def receipt(request: CounterRequest, pk: int) -> HttpResponse:
    """The same on 80 mm, with the plan's dated values; printed at once when it was asked for by POST."""
    document = document_for(request.actor, pk)
    look = Look(request, subject=f"document:{pk}", form="80mm", store_id=document.store_id)
    return drawn(look, draw=lambda duplicate: slip_page(request, document, duplicate=duplicate), at=now())


@look_or_print
@staff_page
def certificate(request: CounterRequest, number: str) -> HttpResponse:
    """The certificate of an invoiced plan of the own store (head office and auditors: of any); a plan still unpaid has none (404)."""
    look = Look.at_plan(request, plan_for(request.actor, number))
    plan, language = look.plan, language_of(request, look.plan)
    if plan.invoice_id is None:
        raise NotFound

    def draw(duplicate: bool) -> bytes:
        paper = certificate_paper(plan, look.link, language=language, full=look.full, duplicate=duplicate)
        return engine.render(template="certificate", data=paper, language=language)

    return _pdf(drawn(look, draw=draw, at=now()), name="certificate.pdf")


@require_safe
@staff_page
def payment_request(request: CounterRequest, number: str) -> HttpResponse:
    """What a plan has that waits for its UPI payment, instead of an invoice (404 for any other); no tax document, so never a duplicate."""
    look = Look.at_plan(request, plan_for(request.actor, number))
    due = waiting_payment(look.plan)
    if due is None:
        raise NotFound
    language = language_of(request, look.plan)
    paper = payment_request_paper(look.plan, due=due, upi=payment_link(look.plan, due), language=language)
    return _pdf(engine.render(template="payment_request", data=paper, language=language), name="payment-request.pdf")


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    """`name` says which paper it is and nothing about the customer: it ends up in a folder of the till."""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
