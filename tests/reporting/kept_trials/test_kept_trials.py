"""The kept trial of a draft: the engine's figures, reckoned once for what is said and a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.clock import start_of_day
from tests.factories.claims import CLEAN, offered, old_plan, settled
from tests.factories.plans import AT, TODAY, programme, sellable, sold
from tests.factories.prices import second_person
from tests.factories.terms import changed, drafted, published
from tests.reporting.kept_trials.looking import DEARER, kept, looked
from upgrade_program.celery import app
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.proposal import Proposal
from upgrade_program.reporting import kept_trials
from upgrade_program.reporting.kept_trials import KEPT_FOR, LEASE, figures_of, forget_old_trials, reckon_next, trial_for
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.tasks import old_trials, trials
from upgrade_program.reporting.terms_trial import Trial, trial_of

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def trade(clerk: Actor) -> None:
    """Plans of odd SRPs under two versions of the terms, one of them upgraded with a fault."""
    programme()
    published(TODAY - timedelta(days=20), tiers=((3, 7, 65), (7, 12, 45)))
    settled(offered(old_plan(actor=clerk), actor=clerk, at=AT - MINUTE, answers=CLEAN | {"display": "minor"}), actor=clerk, at=AT - MINUTE)
    for number, (srp, price) in enumerate(((10_001, 9_999), (16_499, 15_001))):
        variant = sellable(name=f"Redmi Odd {srp}", srp=srp)
        wishes: dict[str, Any] = {"phone_invoice_price": Decimal(price), "phone_invoice_number": f"K/{number}"}
        sold(actor=clerk, variant=variant, at=AT - MINUTE, **wishes)


@pytest.fixture
def reckonings(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Up to when the engine was asked, each time."""
    asked: list[datetime] = []

    def noted(proposal: Proposal, *, at: datetime) -> Trial:
        asked.append(at)
        return trial_of(proposal, at=at)

    monkeypatch.setattr(kept_trials, "trial_of", noted)
    return asked


# The figures


def test_what_is_kept_is_what_the_engine_says(trade: None, head_office: Actor) -> None:
    draft = drafted(head_office, changed(tiers=DEARER, basis=Basis.LOWER), from_day=TOMORROW, at=AT - MINUTE)
    trial = trial_of(Proposal.from_json(draft.content), at=AT)
    assert (trial.plans, trial.upgrades, len({shares for band in trial.bands for shares in band.shares})) == (3, 1, 7)
    assert looked(draft).is_awaited
    assert figures_of(looked(draft)) is None
    assert kept(draft) == trial
    assert Trial.from_json(orjson.loads(orjson.dumps(trial.as_json()))) == trial


def test_a_year_without_plans_is_kept_too(draft: Draft) -> None:
    trial = kept(draft)
    assert trial is not None
    assert (trial.plans, trial.bands, trial.paid, trial.until) == (0, [], [], AT)


def test_a_look_at_what_is_kept_reads_no_plan(trade: None, draft: Draft) -> None:
    assert kept(draft)
    with CaptureQueriesContext(connection) as asked:
        figures_of(looked(draft, AT + MINUTE))
    assert len(asked) == 1
    assert "plans_plan" not in asked[0]["sql"]


# Once for what is said and a day


def test_a_trial_is_reckoned_once_a_day_and_says_up_to_when(draft: Draft, clerk: Actor, reckonings: list[datetime]) -> None:
    assert kept(draft)
    sold(actor=clerk, at=AT + MINUTE)
    later = AT + timedelta(hours=2)
    trial = kept(draft, later)
    assert trial is not None
    assert (trial.plans, trial.until, looked(draft, later).until) == (0, AT, AT)
    midnight = start_of_day(TOMORROW)
    assert kept(draft, midnight - timedelta(microseconds=1)) == trial
    assert reckonings == [AT]
    assert looked(draft, midnight).is_awaited  # nothing of yesterday is shown for today
    trial = kept(draft, midnight)
    assert trial is not None
    assert (trial.plans, trial.until, reckonings) == (1, midnight, [AT, midnight])


@pytest.mark.parametrize("part", ["tiers", "questions", "basis", "texts", "version"])
def test_another_draft_is_never_shown_with_these_figures(draft: Draft, head_office: Actor, part: str) -> None:
    assert kept(draft)
    said = Proposal.from_json(draft.content)
    changes: dict[str, Callable[[], dict[str, Any]]] = {
        "tiers": lambda: {
            **{"tiers": (replace(said.tiers[0], percent=74), *said.tiers[1:])},
            **{text: getattr(said, text).replace("75 %", "74 %") for text in ("text_en", "text_hi")},
        },
        "questions": lambda: {"questions": (replace(said.questions[0], minor=said.questions[0].minor + 1), *said.questions[1:])},
        "basis": lambda: {"basis": Basis.LOWER},
        "texts": lambda: {"text_hi": said.text_hi + "।"},
        "version": dict,
    }
    if part == "version":
        published(TOMORROW, at=AT, free_look_days=9)
    other = drafted(head_office, replace(said, **changes[part]()), from_day=TOMORROW + timedelta(days=1), at=AT)
    assert (other.content == draft.content, other.follows == draft.follows) == (part == "version", part != "version")
    assert looked(other).is_awaited
    assert figures_of(looked(other)) is None
    assert figures_of(looked(draft)) is not None


def test_who_types_the_same_is_shown_the_same(draft: Draft, reckonings: list[datetime]) -> None:
    """Another person, another day to begin, another reason: what it would have paid is the same."""
    trial, said = kept(draft), Proposal.from_json(draft.content)
    other = drafted(second_person(), said, from_day=TOMORROW + timedelta(days=3), at=AT, reason="Diwali")
    assert figures_of(looked(other)) == trial
    assert kept(other) == trial
    assert len(reckonings) == 1


def test_a_decided_draft_goes_up_to_its_decision_on_any_later_day(draft: Draft, clerk: Actor, reckonings: list[datetime]) -> None:
    decided, later = AT + MINUTE, AT + timedelta(days=3)
    sold(actor=clerk, at=AT)
    sold(actor=clerk, at=AT + 2 * MINUTE, phone_invoice_number="L/2")
    trial_for(draft, until=decided, at=later)
    assert reckon_next(at=later)
    row = trial_for(draft, until=decided, at=later + timedelta(days=5))
    trial = figures_of(row)
    assert trial is not None
    assert (trial.plans, trial.until, row.begun_at, reckonings) == (1, decided, later, [decided])


# Jobs


def test_what_was_asked_for_first_is_reckoned_first(draft: Draft, head_office: Actor, reckonings: list[datetime]) -> None:
    second = drafted(head_office, changed(free_look_days=9), from_day=TOMORROW, at=AT - MINUTE)
    looked(second, AT + MINUTE), looked(draft, AT + 2 * MINUTE)
    assert [reckon_next(at=AT + 3 * MINUTE) for _ in range(3)] == [True, True, False]
    assert reckonings == [AT + MINUTE, AT + 2 * MINUTE]


def test_the_jobs_do_it_and_beat_knows_them(draft: Draft, settings: Any) -> None:
    with time_machine.travel(AT, tick=False):
        looked(draft)
        assert (trials(), trials(), old_trials()) == (1, 0, 0)
    assert figures_of(looked(draft)) is not None
    with time_machine.travel(AT + KEPT_FOR + MINUTE, tick=False):
        assert old_trials() == 1
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {trials.name, old_trials.name} <= names & set(app.tasks)


def test_old_trials_are_forgotten_and_reckoned_again_for_who_looks(draft: Draft) -> None:
    trial = kept(draft)
    assert forget_old_trials(at=AT + KEPT_FOR) == 0
    assert forget_old_trials(at=AT + KEPT_FOR + timedelta(microseconds=1)) == 1
    assert not KeptTrial.objects.exists()
    trial_for(draft, until=AT, at=AT + 2 * KEPT_FOR)
    assert reckon_next(at=AT + 2 * KEPT_FOR)
    assert figures_of(trial_for(draft, until=AT, at=AT + 2 * KEPT_FOR)) == trial


def test_the_trial_of_a_worker_that_died_is_taken_up_again(draft: Draft, reckonings: list[datetime]) -> None:
    looked(draft)
    assert kept_trials._take(at=AT) is not None  # and dies
    assert not reckon_next(at=AT + LEASE - timedelta(microseconds=1))
    assert looked(draft).is_awaited
    assert reckon_next(at=AT + LEASE)
    assert (figures_of(looked(draft)) is not None, reckonings) == (True, [AT])


def test_a_draft_that_is_shown_for_a_day_is_kept_under_that_day_in_india(draft: Draft) -> None:
    """Twenty to five in the afternoon in UTC is ten past ten in India; an hour and 50 minutes later the next day has begun there."""
    evening = datetime.fromisoformat("2027-05-05T16:40:00+00:00")
    assert [looked(draft, evening + timedelta(minutes=late)).day for late in (0, 109, 110)] == [
        *(date(2027, 5, 5), date(2027, 5, 5)),
        date(2027, 5, 6),
    ]
