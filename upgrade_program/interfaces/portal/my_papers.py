"""The papers of a customer's own plan as PDF: each says DUPLICATE, as the original was handed over in the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from upgrade_program.billing.paper import tax_document_paper
from upgrade_program.billing.queries import document_for
from upgrade_program.foundation.documents import engine
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import Plan
from upgrade_program.plans.paper import certificate_paper
from upgrade_program.plans.queries import link_of, own_plan

Draw = Callable[[Plan, str], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: what it is called, which plans have it, and how it is drawn in a language."""

    name: str | Promise
    has: Callable[[Plan], bool]
    draw: Draw


def papers_of(plan: Plan) -> list[tuple[str, str | Promise]]:
    """The papers that the plan's present customer may save: key and name.

    Invoice and credit note name whom the plan was sold to, so after a transfer they are not the new holder's to see.
    """
    return [(key, kind.name) for key, kind in KINDS.items() if kind.has(plan)]


@require_safe
@customer_page
def paper(request: CustomerRequest, number: str, kind: str) -> HttpResponse:
    """One paper in the language of the page; a plan of another customer and a paper that the plan has not are the same 404."""
    plan = own_plan(request.actor, number)
    if kind not in KINDS or not KINDS[kind].has(plan):
        raise NotFound
    content = KINDS[kind].draw(plan, spoken())
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{kind}.pdf"'})


def _sold_to_them(plan: Plan) -> bool:
    return not plan.holder_changes.filter(kind=Change.TRANSFER.value).exists()


def _certificate(plan: Plan, language: str) -> bytes:
    link = link_of(plan)
    address = f"{settings.PUBLIC_URL}/p/{link.token}/" if link else ""
    return engine.render(
        template="certificate", data=certificate_paper(plan, address, language=language, duplicate=True), language=language
    )


def _tax_document(plan_key: str) -> Draw:
    def draw(plan: Plan, language: str) -> bytes:
        # Whoever has the plan has its papers: it was reached by its customer, the document by the plan.
        document = document_for(SYSTEM, getattr(plan, plan_key))
        return engine.render(
            template="tax_document", data=tax_document_paper(document, language=language, duplicate=True), language=language
        )

    return draw


KINDS = {
    "certificate": Kind(_("Certificate"), lambda plan: plan.invoice_id is not None, _certificate),
    "invoice": Kind(_("Tax invoice"), lambda plan: plan.invoice_id is not None and _sold_to_them(plan), _tax_document("invoice_id")),
    "credit-note": Kind(
        _("Credit note"), lambda plan: plan.credit_note_id is not None and _sold_to_them(plan), _tax_document("credit_note_id")
    ),
}
