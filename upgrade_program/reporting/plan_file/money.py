"""The parts of a file about money and papers: what was paid and given back, and which documents were issued and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, Q

from upgrade_program.billing.models import Collection, Payment
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.foundation.documents.models import Print
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.part import NOTHING, Part, money, when


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the plan. `kind` says how it is drawn, `pk` of which row; `subject` is what the notes of prints call it."""

    kind: str
    pk: int
    number: str
    title: str
    issued_at: datetime
    amount: Decimal | None
    subject: str

    @property
    def file(self) -> str:
        """Its name in a ZIP: `documents/invoice-DL01-I27-00001.pdf`."""
        return f"documents/{self.kind}-{self.number.replace('/', '-')}.pdf"


def papers_of(plan: Plan, settlements: Sequence[Settlement]) -> list[Paper]:
    """Every paper issued about the plan, in the order of issue."""
    found = []
    for document in (plan.invoice, plan.credit_note):
        if document is not None:
            title, subject = document.get_kind_display(), f"document:{document.pk}"
            found.append(Paper(document.kind, document.pk, document.number, title, document.issued_at, document.total, subject))
    if plan.invoice is not None:
        issued = plan.activated_at or plan.sold_at
        found.append(Paper("certificate", plan.pk, plan.number, "Certificate", issued, None, f"certificate:{plan.pk}"))
    for settlement in settlements:
        for voucher, title in ((settlement.voucher, "Purchase voucher"), (settlement.return_voucher, "Return voucher")):
            if voucher is not None:
                found.append(
                    Paper("voucher", voucher.pk, voucher.number, title, voucher.issued_at, voucher.amount, f"voucher:{voucher.pk}")
                )
    return sorted(found, key=lambda paper: (paper.issued_at, paper.number))


def payments(plan: Plan, claims: Sequence[Claim]) -> Part:
    """What came in for the sale and for its claims' bills, and what went back."""
    wanted = Q(pk=plan.collection_id) | Q(bill__in=[f"claim:{claim.pk}" for claim in claims])
    parts = Prefetch("payments", Payment.objects.order_by("id").prefetch_related("refunds__credit_note"))
    rows = []
    for collection in Collection.objects.filter(wanted).prefetch_related(parts).order_by("id"):
        for_what = "Claim" if collection.bill else "Sale"
        for payment in collection.payments.all():
            state = payment.get_state_display()
            rows.append(
                (
                    when(payment.received_at),
                    f"{for_what}: {payment.get_method_display()}",
                    money(payment.amount),
                    payment.reference or NOTHING,
                    state,
                )
            )
            for refund in payment.refunds.all():
                note = refund.credit_note.number if refund.credit_note else NOTHING
                rows.append((when(refund.at), f"{for_what}: given back", money(-refund.amount), note, "Refund"))
    columns = ("When", "What", "Amount", "Reference", "State")
    return Part("payments", "Payments", columns=columns, rows=rows, none="No payment was asked for.")


def documents(papers: Sequence[Paper]) -> Part:
    """The papers, and how often each was printed."""
    prints: dict[str, list[Print]] = {}
    for row in Print.objects.filter(subject__in=[paper.subject for paper in papers]).order_by("id"):
        prints.setdefault(row.subject, []).append(row)
    rows = [
        (when(paper.issued_at), paper.title, paper.number, money(paper.amount), _printed(prints.get(paper.subject, ()))) for paper in papers
    ]
    columns = ("Issued", "Paper", "Number", "Amount", "Printed")
    return Part("documents", "Documents", columns=columns, rows=rows, none="No document was issued.")


def _printed(rows: Sequence[Print]) -> str:
    if not rows:
        return "never"
    original = next((row for row in rows if row.original), None)
    times = f"{len(rows)} time{'s' if len(rows) != 1 else ''}"
    return f"{times}, the original on {when(original.at)}" if original else times
