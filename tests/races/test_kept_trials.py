"""Several people look at a draft at once, and several workers look for work: its trial is reckoned once. Without the lock, it is not."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.factories.plans import AT, TODAY, sellable, sold
from tests.factories.terms import changed, drafted
from tests.foundation.crowd import at_once
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.proposal import Proposal
from upgrade_program.reporting import kept_trials
from upgrade_program.reporting.kept_trials import LEASE, figures_of, reckon_next, trial_for
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.terms_trial import Trial, trial_of

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


@pytest.fixture
def draft(head_office: Actor, clerk: Actor) -> Draft:
    sellable()
    sold(actor=clerk, at=AT - timedelta(minutes=1))
    return drafted(head_office, changed(free_look_days=9), from_day=TODAY + timedelta(days=1), at=AT)


@pytest.fixture
def reckonings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In which threads the engine was asked."""
    threads: list[int] = []

    def noted(proposal: Proposal, *, at: datetime) -> Trial:
        threads.append(threading.get_ident())
        return trial_of(proposal, at=at)

    monkeypatch.setattr(kept_trials, "trial_of", noted)
    return threads


def _look_and_work(draft: Draft) -> list[Any]:
    """Each looks, and a worker of its own is nudged; then they look again."""

    def act(number: int) -> bool:
        trial_for(draft, until=AT + timedelta(seconds=number), at=AT)
        return reckon_next(at=AT)

    return at_once(CROWD, act)


def test_looks_at_once_ask_once_and_workers_at_once_reckon_once(draft: Draft, reckonings: list[int]) -> None:
    got = _look_and_work(draft)
    assert sorted(got) == [False] * (CROWD - 1) + [True]
    assert (len(reckonings), KeptTrial.objects.count()) == (1, 1)
    row = KeptTrial.objects.get()
    assert figures_of(row) == trial_of(Proposal.from_json(draft.content), at=row.until)
    assert not reckon_next(at=AT)


def test_control_without_the_lock_several_reckon_the_same(draft: Draft, reckonings: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    trial_for(draft, until=AT, at=AT)
    everybody_has_looked, everybody_has_begun = (threading.Barrier(CROWD, timeout=20) for _ in range(2))
    reckon = kept_trials.trial_of

    class Unlocked:
        """What is next, as everybody sees it before anybody has begun it."""

        def __init__(self, waiting: QuerySet[KeptTrial]) -> None:
            self.waiting = waiting

        def first(self) -> KeptTrial | None:
            found = self.waiting.first()
            everybody_has_looked.wait()
            return found

    monkeypatch.setattr(kept_trials, "_next", lambda *, at: Unlocked(KeptTrial.objects.filter(begun_at=None).order_by("id")))

    def together(proposal: Proposal, *, at: datetime) -> Trial:
        everybody_has_begun.wait()
        return reckon(proposal, at=at)

    monkeypatch.setattr(kept_trials, "trial_of", together)
    assert at_once(CROWD, lambda _: reckon_next(at=AT)) == [True] * CROWD
    assert len(set(reckonings)) == CROWD


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_worker_that_ends_after_another_took_its_trial_changes_nothing(draft: Draft, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """It was slow, and thought dead."""
    trial_for(draft, until=AT, at=AT)

    def slow(proposal: Proposal, *, at: datetime) -> Trial:
        monkeypatch.undo()
        assert at_once(1, lambda _: reckon_next(at=AT + LEASE)) == [True]
        if ends == "badly":
            raise ZeroDivisionError
        return trial_of(proposal, at=at)

    monkeypatch.setattr(kept_trials, "trial_of", slow)
    assert reckon_next(at=AT)
    row = KeptTrial.objects.get()
    assert (row.begun_at, row.failed, figures_of(row) is not None) == (AT + LEASE, "", True)
