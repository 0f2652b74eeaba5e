"""The trial on a draft's page: being reckoned at the first look, then what is kept, with its instant; a fault in words, and tried again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import local_day
from tests.factories.plans import sellable, sold
from tests.factories.prices import second_person
from tests.factories.terms import asked, changed, drafted
from upgrade_program.drafts.models import Draft
from upgrade_program.interfaces.headoffice.templatetags.prices import instant
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.proposal import Proposal
from upgrade_program.reporting import kept_trials
from upgrade_program.reporting.kept_trials import BUSY, reckon_next
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.terms_trial import Trial
from upgrade_program.usecases.rulebook import grant_terms_version

pytestmark = pytest.mark.django_db
AWAITED, FIGURES = "Being reckoned since", "plan sold from"


@pytest.fixture
def tomorrow(today: date) -> date:
    return today + timedelta(days=1)


@pytest.fixture
def draft(head_office: Actor, clerk: Actor, tomorrow: date, at: datetime) -> Draft:
    sold(actor=clerk, variant=sellable(), at=at - timedelta(minutes=1))
    return drafted(head_office, changed(free_look_days=9), from_day=tomorrow, at=at)


def page_of(draft: Draft) -> str:
    return reverse("admin:terms_draft", args=[draft.pk])


def seen(client: Client, draft: Draft) -> str:
    """The page, on one line."""
    answer = client.get(page_of(draft))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_is_reckoned_while_the_page_stands_and_kept_from_then_on(head_office_client: Client, draft: Draft, at: datetime) -> None:
    first = seen(head_office_client, draft)
    row = KeptTrial.objects.get()
    assert f"{AWAITED} {instant(row.asked_at)}" in first
    assert FIGURES not in first
    for part in ("data-awaited", "js/trial.js", f'<a href="{page_of(draft)}">Look again</a>'):
        assert part in first
    assert reckon_next(at=at)
    later = seen(head_office_client, draft)
    for words in (f"As of <b>{instant(row.until)}</b>", f"the 1 {FIGURES}", "tomorrow it is reckoned anew", "after 3, through 6"):
        assert words in later
    for part in (AWAITED, "data-awaited", "js/trial.js", "Look again"):
        assert part not in later
    assert KeptTrial.objects.count() == 1


def test_a_page_of_what_is_kept_reads_no_plan(head_office_client: Client, draft: Draft, at: datetime) -> None:
    seen(head_office_client, draft)
    assert reckon_next(at=at)
    with CaptureQueriesContext(connection) as asked_for:
        assert FIGURES in seen(head_office_client, draft)
    said = " ".join(query["sql"] for query in asked_for)
    assert "reporting_kepttrial" in said
    assert "buyback_settlement" not in said
    assert "plans_plan " not in said.replace('"', " ")


def test_an_auditor_looks_first(auditor_client: Client, head_office_client: Client, draft: Draft, at: datetime) -> None:
    assert AWAITED in seen(auditor_client, draft)
    assert reckon_next(at=at)
    assert FIGURES in seen(head_office_client, draft)
    assert KeptTrial.objects.count() == 1


def test_a_decided_draft_says_up_to_the_decision(head_office_client: Client, head_office: Actor, clerk: Actor, at: datetime) -> None:
    """Decided three days ago, and looked at today for the first time."""
    decided = at - timedelta(days=3)
    sold(actor=clerk, variant=sellable(), at=decided - timedelta(minutes=1))
    request = asked(head_office, changed(free_look_days=9), from_day=local_day(decided) + timedelta(days=1), at=decided)
    grant_terms_version(actor=second_person(), approval_id=request.pk, at=decided, on=local_day(decided))
    draft = Draft.objects.get()
    seen(head_office_client, draft)
    assert reckon_next(at=at)
    shown = seen(head_office_client, draft)
    assert f"As of <b>{instant(decided)}</b>, from what stood at {instant(at)}." in shown
    assert FIGURES in shown
    assert "tomorrow it is reckoned anew" not in shown


def fails(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The job of the trial that is awaited meets a fault."""

    def broken(proposal: Proposal, *, at: datetime) -> Trial:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(kept_trials, "trial_of", broken)
        assert reckon_next(at=at)


def test_a_fault_is_told_and_tried_again(head_office_client: Client, draft: Draft, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    seen(head_office_client, draft)
    fails(monkeypatch, at)
    failed = seen(head_office_client, draft)
    for words in (
        f"Reckoning this failed at {instant(at)} (ZeroDivisionError at broken:",
        "Tell the people who run the system",
        "Try again",
    ):
        assert words in failed
    assert FIGURES not in failed
    again = head_office_client.post(page_of(draft), {"act": "reckon"})
    assert (again.status_code, again.headers["Location"]) == (302, page_of(draft))
    assert AWAITED in seen(head_office_client, draft)
    assert reckon_next(at=at)
    assert FIGURES in seen(head_office_client, draft)


def test_a_busy_database_is_told_as_that(head_office_client: Client, draft: Draft, at: datetime) -> None:
    seen(head_office_client, draft)
    KeptTrial.objects.update(begun_at=at, failed=BUSY)
    assert f"The database was too busy to reckon this at {instant(at)}." in seen(head_office_client, draft)


def test_auditors_read_the_fault_and_have_nothing_tried_again(
    auditor_client: Client, draft: Draft, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(auditor_client, draft)
    fails(monkeypatch, at)
    shown, before = seen(auditor_client, draft), list(KeptTrial.objects.values())
    assert "Head office can have it tried again." in shown
    assert "Try again" not in shown
    assert auditor_client.post(page_of(draft), {"act": "reckon"}).status_code == 403
    assert list(KeptTrial.objects.values()) == before


def test_a_job_that_does_not_come_is_told_after_a_minute(head_office_client: Client, draft: Draft, at: datetime) -> None:
    seen(head_office_client, draft)
    asked_at = at - timedelta(minutes=2)
    KeptTrial.objects.update(asked_at=asked_at)
    shown = seen(head_office_client, draft)
    assert f"Asked for at {instant(asked_at)}, and no job has begun it yet." in shown
    assert "data-awaited" in shown
