"""Publish new terms and tax rates by two people, with the proof that no sold plan and no issued document changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.queries import documents_again, newest_documents
from upgrade_program.billing.services.rules import grant_tax_rule
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.queries import newest_of_models, proof_again
from upgrade_program.plans.services import grant_terms
from upgrade_program.usecases.proving import Shown, keep_proof, shown_proof

_PROVED, _RATE_PROVED = "terms.proved", "tax_rule.proved"


@transaction.atomic
def grant_terms_version(*, actor: Actor, approval_id: int, at: datetime, on: date, remark: str = "") -> TermsVersion:
    """Grant as `plans.services.grant_terms` promises and refuses; the hash of the plans sold before goes into the audit trail with it.

    The plans are fixed before the first row is written: the newest ones, at most `plans.queries.proof.MOST`, less those of the last ten
    seconds, of which some are still being written.
    """
    proof = newest_of_models(None, at=at)
    terms = grant_terms(actor=actor, approval_id=approval_id, at=at, remark=remark)
    if terms.draft is not None:
        keep_proof(proof, verb=_PROVED, subject=terms.draft.subject, actor=actor, at=at)
    return terms


def terms_proof(draft: Draft) -> Shown | None:
    """The proof of granted terms, asked again now; None before they are granted."""
    return shown_proof(lambda then, at: proof_again(None, then, at=at), verb=_PROVED, subject=draft.subject)


@transaction.atomic
def grant_rate(*, actor: Actor, approval_id: int, at: datetime, on: date, remark: str = "") -> TaxRule:
    """Grant as `billing.services.rules.grant_tax_rule` promises and refuses; the hash of the documents issued before goes with it."""
    proof = newest_documents(at=at)
    rule = grant_tax_rule(actor=actor, approval_id=approval_id, at=at, remark=remark)
    if rule.draft is not None:
        keep_proof(proof, verb=_RATE_PROVED, subject=rule.draft.subject, actor=actor, at=at)
    return rule


def rate_proof(draft: Draft) -> Shown | None:
    """The proof of a granted rate, asked again now; None before it is granted."""
    return shown_proof(lambda then, at: documents_again(then, at=at), verb=_RATE_PROVED, subject=draft.subject)
