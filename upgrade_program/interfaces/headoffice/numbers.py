"""What a number that somebody types into a list of the desk is about: the plan, and everything that belongs to it."""

from __future__ import annotations

from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.models import Claim, ClaimToken, PurchaseVoucher, Settlement
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.finding import document_number, plans_by_document, plans_by_number

Things = dict[str, list[int]]


def things_under(text: str) -> Things:
    """Ids by kind of thing; empty for a text that is no whole number, and for one that nothing stands under.

    A plan's number is about all that belongs to it, a claim's too; a document's about its plan, but of its documents only about itself.
    """
    if number := parse_plan_number(text):
        return _of(plans_by_number(number))
    if number := document_number(text):
        papers = list(TaxDocument.objects.filter(number=number).values_list("pk", flat=True))
        vouchers = list(PurchaseVoucher.objects.filter(number=number).values_list("pk", flat=True))
        return _of(plans_by_document(number)) | {"document": papers, "voucher": vouchers, "certificate": []}
    return {}


def subjects(things: Things, *kinds: str) -> list[str]:
    """`plan:17`, `claim:3`: what trail and prints call them."""
    return [f"{kind}:{pk}" for kind in kinds for pk in things.get(kind, ())]


def _of(pks: list[int]) -> Things:
    if not pks:
        return {}
    found = list(Plan.objects.filter(pk__in=pks).only("customer_id", "collection_id", "invoice_id", "credit_note_id"))
    settled = list(Settlement.objects.filter(plan__in=pks).values_list("pk", "voucher_id", "return_voucher_id"))
    return {
        "plan": pks,
        "plan_file": pks,
        "certificate": pks,
        "customer": [plan.customer_id for plan in found],
        "collection": [plan.collection_id for plan in found],
        "document": [pk for plan in found for pk in (plan.invoice_id, plan.credit_note_id) if pk],
        "claim": list(Claim.objects.filter(plan__in=pks).values_list("pk", flat=True)),
        "token": list(ClaimToken.objects.filter(plan__in=pks).values_list("pk", flat=True)),
        "settlement": [pk for pk, _, _ in settled],
        "voucher": [pk for _, *papers in settled for pk in papers if pk],
    }
