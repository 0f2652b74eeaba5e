"""What the counter, head office and the reports ask about documents and money."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from upgrade_program.billing.models import Payment, TaxDocument, TaxRule
from upgrade_program.billing.refusals import NoTaxRule
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.foundation.database import proof as proofs
from upgrade_program.foundation.database.proof import MOST, Proof, hashed
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound

_ISSUED = """
    SELECT id, jsonb_build_array(id, number, store_id, extract(epoch FROM issued_at), sac, rate, taxable, cgst, sgst, utgst, igst,
                                 total)::text AS said
      FROM billing_taxdocument WHERE issued_at < %(until)s
"""


def for_actor(actor: Actor) -> QuerySet[TaxDocument]:
    """The documents an actor may see: the own store's for its staff, all for head office, auditors and the system, else none."""
    if actor.sees_all_stores:
        return TaxDocument.objects.all()
    if actor.store_id is None or not actor.at_counter:
        return TaxDocument.objects.none()
    return TaxDocument.objects.filter(store_id__in=actor.store_ids)


def document_for(actor: Actor, document_id: int) -> TaxDocument:
    """A document with all its page prints, in four statements however it was paid.

    Payments with their refunds, the invoice it credits, the credit note it received. Refuses (`not_found`) what is not there or not
    the actor's to see, alike.
    """
    payments = Prefetch("collection__payments", Payment.objects.order_by("id").prefetch_related("refunds"))
    rows = for_actor(actor).select_related("store", "collection", "credits").prefetch_related(payments, "credit_notes")
    document = rows.filter(pk=document_id).first()
    if document is None:
        raise NotFound
    return document


def tax_rule_on(*, on: date, sac: str = PLAN_SAC) -> TaxRule:
    """The rule in force on a day, for quotes; an invoice finds its own. Refuses (`no_tax_rule`) a day without one."""
    rule = TaxRule.objects.filter(sac=sac, valid__contains=on).first()
    if rule is None:
        raise NoTaxRule(sac=sac)
    return rule


def newest_documents(*, at: datetime, most: int = MOST) -> Proof:
    """The newest documents issued up to ten seconds before an instant, `most` at most, and the hash of their amounts now."""
    return hashed(f"{_ISSUED} ORDER BY id DESC LIMIT %(most)s", {"most": most, "until": at - proofs.UNDER_WAY})


def documents_again(proof: Proof, *, at: datetime) -> Proof:
    """The same documents and their hash now: equal to `proof`, taken `at`, when nothing of them was changed or taken away."""
    asked = {"first": proof.first, "last": proof.last, "until": at - proofs.UNDER_WAY}
    return hashed(f"{_ISSUED} AND id BETWEEN %(first)s AND %(last)s", asked)
