"""A draft of dearer terms, one day ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.plans import AT, TODAY, sellable
from tests.factories.terms import changed, drafted
from tests.reporting.kept_trials.looking import DEARER
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor


@pytest.fixture
def draft(head_office: Actor) -> Draft:
    sellable()
    return drafted(head_office, changed(tiers=DEARER), from_day=TODAY + timedelta(days=1), at=AT - timedelta(minutes=1))
