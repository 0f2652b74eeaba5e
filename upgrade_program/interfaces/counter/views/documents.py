"""Tax documents to read and print."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upgrade_program.billing.enums import DocumentKind
from upgrade_program.billing.queries import document_for
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import take_unprinted


@require_safe
@staff_page
def invoice(request: CounterRequest, pk: int) -> HttpResponse:
    """An invoice or a credit note of the own store (head office and auditors: of any), as it prints.

    The seller's first look right after the sale is the original; every other one of an invoice says DUPLICATE.
    """
    document = document_for(request.actor, pk)
    reprint = document.kind == DocumentKind.INVOICE and not take_unprinted(request.session, pk)
    return render(request, document.template, {"document": document, "duplicate": reprint})
