"""Consents to a plan that were taken back: by which nobody is written to about the plan until somebody consents again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from upgrade_program.customers.models import Consent, PlanWithdrawal


def withdrawn_among(subjects: Collection[str]) -> set[str]:
    """Those of the subjects (as plan:17) whose consent is taken back and not given again. In one query."""
    standing = PlanWithdrawal.objects.filter(subject__in=list(subjects), given_again=None)
    return set(standing.values_list("subject", flat=True))


def take_back(consent: Consent, *, at: datetime) -> PlanWithdrawal:
    """The consent to a plan is taken back. In a transaction that has locked the plan; the database refuses a second time."""
    return PlanWithdrawal.objects.create(consent=consent, subject=consent.subject, at=at)


def given_again(consent: Consent) -> bool:
    """A consent that was just given ends what was taken back before it, and says whether anything was."""
    return bool(PlanWithdrawal.objects.filter(subject=consent.subject, given_again=None).update(given_again=consent))
