"""What a draft of the terms follows, and what published terms say as a proposal."""

from __future__ import annotations

from upgrade_program.plans.conditions import Limits
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.models import TermsCheck, TermsGate, TermsTier, TermsVersion
from upgrade_program.plans.proposal import Gate, Proposal, Question
from upgrade_program.plans.refusals import NoTermsInForce
from upgrade_program.plans.terms import Tier


def newest_terms() -> TermsVersion:
    """The newest version, in force or still to come and not withdrawn: a draft begins as its copy. Refuses when there is none."""
    newest = TermsVersion.objects.filter(valid__isempty=False).order_by("-version").first()
    if newest is None:
        raise NoTermsInForce(day="any day")
    return newest


def proposal_of(terms: TermsVersion) -> Proposal:
    """A published version as a draft would say it."""
    return Proposal(
        tiers=tuple(Tier(row.after, row.through, row.percent) for row in TermsTier.objects.filter(terms=terms).order_by("after")),
        activation_days=terms.activation_days,
        free_look_days=terms.free_look_days,
        basis=Basis(terms.basis),
        limits=Limits(
            hold_days=terms.hold_days,
            extension_days=terms.extension_days,
            override_percent=terms.override_percent,
            override_rupees=terms.override_rupees,
            low_price_percent=terms.low_price_percent,
            transfer=terms.transfer,
        ),
        text_en=terms.text_en,
        text_hi=terms.text_hi,
        questions=tuple(
            Question(row.key, row.clause, row.minor, row.major, row.words)
            for row in TermsCheck.objects.filter(terms=terms).order_by("place")
        ),
        gates=tuple(Gate(row.key, row.clause, row.words) for row in TermsGate.objects.filter(terms=terms).order_by("place")),
    )
