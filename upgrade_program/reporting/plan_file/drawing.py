"""The papers of a file as PDF: each document as it was issued, and the file itself."""

from __future__ import annotations

from typing import Any

from upgrade_program.billing.paper import tax_document_paper
from upgrade_program.billing.queries import document_for
from upgrade_program.buyback.models import PurchaseVoucher
from upgrade_program.buyback.paper import voucher_paper
from upgrade_program.foundation.documents import engine
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.paper import certificate_paper
from upgrade_program.reporting.plan_file.money import Paper
from upgrade_program.reporting.plan_file.part import when
from upgrade_program.reporting.plan_file.whole import PlanFile

_LANGUAGES = {"en", "hi"}


def paper_pdf(paper: Paper, *, plan: Plan, actor: Actor) -> bytes:
    """One paper in the customer's language, marked as a duplicate: its frozen words are those of the original, which is the customer's."""
    language = plan.customer_language if plan.customer_language in _LANGUAGES else "en"
    template, words = _words(paper, plan=plan, actor=actor, language=language)
    return engine.render(template=template, data=words, language=language)


def file_pdf(file: PlanFile, *, actor: Actor) -> bytes:
    """The whole file on A4, with who took it and when."""
    taken = f"Taken {when(file.at)} by {actor.name}"
    data = {
        "title": "Plan file",
        "number": file.plan.written,
        "taken": taken,
        "stands": file.verdict.stands,
        "verdict": file.verdict.words,
        "chains": [f"{chain.name}: {chain.rows} rows, head {chain.head}" for chain in file.verdict.chains],
        "left_out": [f"{chain.name}: too long to go through at once; verify_audit does." for chain in file.verdict.left_out],
        "faults": [*file.verdict.faults, *(fault for chain in file.verdict.chains for fault in chain.faults or ())][:50],
        "parts": [
            {name: getattr(part, name) for name in ("title", "facts", "columns", "rows", "widths")}
            | {"none": part.none if part.empty else ""}
            for part in file.parts
        ],
    }
    return engine.render(template="plan_file", data=data, language="en")


def _words(paper: Paper, *, plan: Plan, actor: Actor, language: str) -> tuple[str, dict[str, Any]]:
    if paper.kind == "certificate":
        return "certificate", certificate_paper(plan, "", language=language, duplicate=True)
    if paper.kind == "voucher":
        voucher = PurchaseVoucher.objects.select_related("returns").get(pk=paper.pk)
        return "purchase_voucher", voucher_paper(voucher, language=language, duplicate=True)
    return "tax_document", tax_document_paper(document_for(actor, paper.pk), language=language, duplicate=True)
