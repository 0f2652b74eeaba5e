"""A trial that fails is told without its words, holds up no other, and is tried again by head office alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError

from tests.factories.plans import AT, TODAY
from tests.factories.terms import changed, drafted
from tests.reporting.kept_trials.looking import kept, looked
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.plans.proposal import Proposal
from upgrade_program.reporting import kept_trials
from upgrade_program.reporting.kept_trials import BUSY, figures_of, reckon_next, try_again
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.models.trial import LONG
from upgrade_program.reporting.terms_trial import Trial, trial_of

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Makes the engine fail."""

    def fail(error: Exception) -> None:
        def fails(proposal: Proposal, *, at: datetime) -> Trial:
            raise error

        monkeypatch.setattr(kept_trials, "trial_of", fails)

    return fail


def test_a_fault_is_told_without_its_words_and_can_be_tried_again(
    draft: Draft, head_office: Actor, broken: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(draft)
    broken(KeyError("98104 55501"))
    assert reckon_next(at=AT + MINUTE)
    row = looked(draft, AT + 2 * MINUTE)
    assert row.failed.startswith("KeyError at fails:")
    assert "98104" not in row.failed
    assert (row.is_awaited, figures_of(row), row.begun_at) == (False, None, AT + MINUTE)
    assert not reckon_next(at=AT + timedelta(hours=1))  # by hand alone
    monkeypatch.undo()
    again = AT + timedelta(hours=2)
    try_again(draft, actor=head_office, until=again, at=again)
    assert looked(draft, again).is_awaited
    assert reckon_next(at=again)
    trial = figures_of(looked(draft, again))
    assert trial is not None
    assert trial.until == again


def test_a_database_too_busy_is_told_as_that(draft: Draft, broken: Callable[[Exception], None]) -> None:
    class Late(Exception):
        pgcode = "57014"

    error = OperationalError("canceling statement due to statement timeout")
    error.__cause__ = Late()
    looked(draft)
    broken(error)
    assert reckon_next(at=AT)
    assert looked(draft).failed == BUSY


def test_one_that_fails_holds_up_no_other(draft: Draft, head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    other = drafted(head_office, changed(free_look_days=9), from_day=TOMORROW, at=AT - MINUTE)
    looked(draft), looked(other, AT + MINUTE)

    def fails_for_one(proposal: Proposal, *, at: datetime) -> Trial:
        if proposal == Proposal.from_json(draft.content):
            raise ZeroDivisionError
        return trial_of(proposal, at=at)

    monkeypatch.setattr(kept_trials, "trial_of", fails_for_one)
    assert [reckon_next(at=AT + MINUTE) for _ in range(3)] == [True, True, False]
    assert (bool(looked(draft).failed), figures_of(looked(other)) is not None) == (True, True)


def test_head_office_alone_has_it_tried_again(draft: Draft, manager: Actor, broken: Callable[[Exception], None]) -> None:
    looked(draft)
    broken(ZeroDivisionError())
    reckon_next(at=AT)
    before = list(KeptTrial.objects.values())
    with pytest.raises(Forbidden) as no:
        try_again(draft, actor=manager, until=AT + MINUTE, at=AT + MINUTE)
    assert (no.value.code, list(KeptTrial.objects.values())) == ("forbidden", before)


def test_what_has_not_failed_is_not_tried_again(draft: Draft, head_office: Actor) -> None:
    """Two people press at once: the figures that came for the first stay for the second. What is awaited goes on."""
    looked(draft)
    awaited = list(KeptTrial.objects.values())
    try_again(draft, actor=head_office, until=AT + MINUTE, at=AT + MINUTE)
    assert list(KeptTrial.objects.values()) == awaited
    assert kept(draft)
    figures = list(KeptTrial.objects.values())
    try_again(draft, actor=head_office, until=AT + MINUTE, at=AT + MINUTE)
    assert list(KeptTrial.objects.values()) == figures


def test_one_that_no_job_begins_is_told_after_a_minute(draft: Draft) -> None:
    row = looked(draft)
    assert not row.is_left_lying(at=AT + LONG)
    assert row.is_left_lying(at=AT + LONG + timedelta(microseconds=1))
    row.begun_at = AT
    assert not row.is_left_lying(at=AT + timedelta(hours=1))
