"""Somebody looks at the trial of a draft."""

from __future__ import annotations

from datetime import datetime

from tests.factories.plans import AT
from upgrade_program.drafts.models import Draft
from upgrade_program.reporting.kept_trials import figures_of, reckon_next, trial_for
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.terms_trial import Trial

DEARER = ((3, 6, 75), (6, 9, 60), (9, 12, 50), (12, 15, 40))


def looked(draft: Draft, at: datetime = AT) -> KeptTrial:
    """Somebody looks at an open draft."""
    return trial_for(draft, until=at, at=at)


def kept(draft: Draft, at: datetime = AT) -> Trial | None:
    """Somebody looks, a job runs, and they look again."""
    looked(draft, at)
    while reckon_next(at=at):
        pass
    return figures_of(looked(draft, at))
