"""The desk of terms: typed as a copy, played over the last year, asked, allowed or rejected by somebody else, shown afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import local_day
from stores.models import StaffUser
from tests.factories.plans import sellable, sold
from tests.factories.stores import HeadOfficeFactory
from tests.factories.terms import asked, changed, drafted, typed
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.proposal import Proposal, differences
from upgrade_program.plans.queries import newest_terms, proposal_of
from upgrade_program.reporting.kept_trials import reckon_next

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("admin:terms"), reverse("admin:terms_new")


@pytest.fixture(autouse=True)
def _programme(db: None) -> None:
    sellable()


@pytest.fixture
def tomorrow(today: date) -> date:
    return today + timedelta(days=1)


@pytest.fixture
def second_client(client_for: Callable[[StaffUser | None], Client]) -> Client:
    return client_for(HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"))


def page_of(draft: Draft) -> str:
    return reverse("admin:terms_draft", args=[draft.pk])


def test_two_people_change_the_terms(head_office_client: Client, second_client: Client, clerk: Actor, tomorrow: date, at: datetime) -> None:
    sold(actor=clerk, at=at - timedelta(minutes=1))
    proposal = changed(tiers=((3, 6, 75), (6, 9, 60), (9, 12, 50), (12, 15, 40)), free_look_days=10)
    sent = head_office_client.post(NEW, typed(proposal, tomorrow))
    draft = Draft.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, page_of(draft))
    assert Proposal.from_json(draft.content) == proposal
    head_office_client.get(page_of(draft))
    assert reckon_next(at=at)
    seen = head_office_client.get(page_of(draft)).content.decode()
    for words in ("Tier 1", "after 3 through 6 months: 70 %", "after 3 through 6 months: 75 %", "Free look, days", "Ask for approval"):
        assert words in seen
    assert "the 1 plan sold from" in seen
    assert "+₹700" in seen  # 75 % of ₹13,999 is ₹10,499, and 70 % is ₹9,799
    assert head_office_client.post(page_of(draft), {"act": "ask"}).status_code == 302
    assert head_office_client.post(page_of(draft), {"act": "allow"}).status_code in {403, 422}
    assert TermsVersion.objects.count() == 1
    assert second_client.post(page_of(draft), {"act": "allow", "note": "Agreed"}).status_code == 302
    assert (newest_terms().version, newest_terms().valid.lower) == (2, tomorrow)
    done = head_office_client.get(page_of(draft)).content.decode()
    for words in ("Version 2", "Approved", "and planned", "0 changed.", "1 plan sold before", "Meera Joshi", "Agreed"):
        assert words in done
    listed = head_office_client.get(LIST).content.decode()
    for words in ("Version 2", "planned", "in force", "75 % through month 6,", "40 % through month 15<"):
        assert words in listed


def test_what_is_sent_back_unchanged_is_the_newest_version(head_office_client: Client, tomorrow: date) -> None:
    """The page loses nothing: texts with their line ends, all words of the check list, and the gates."""
    assert head_office_client.get(NEW).status_code == 200
    same = proposal_of(newest_terms())
    lines = {"text_en": same.text_en.replace("\n", "\r\n"), "text_hi": same.text_hi.replace("\n", "\r\n")}
    answer = head_office_client.post(NEW, typed(same, tomorrow, **lines))
    assert answer.status_code == 422
    assert "says what the newest version says already" in answer.content.decode()
    assert head_office_client.post(NEW, typed(same, tomorrow, **lines, free_look_days=9)).status_code == 302
    (change,) = differences(same, Proposal.from_json(Draft.objects.get().content))
    assert (change.what, change.before, change.then) == ("Free look, days", "7", "9")


def test_a_row_emptied_or_left_out_is_none_and_an_empty_one_filled_is_one(head_office_client: Client, tomorrow: date) -> None:
    same = proposal_of(newest_terms())
    emptied = {"tiers-3-after": "", "tiers-3-through": "", "tiers-3-percent": ""}
    sent = typed(same, tomorrow, **emptied, **{"questions-7-out": "on"})
    assert head_office_client.post(NEW, sent).status_code == 302
    kept = Proposal.from_json(Draft.objects.get().content)
    assert [tier.percent for tier in kept.tiers] == [70, 60, 50]
    assert [one.key for one in kept.questions] == [one.key for one in same.questions[:7]]
    new = {"tiers-4-after": 15, "tiers-4-through": 16, "tiers-4-percent": 30}
    answer = head_office_client.post(NEW, typed(same, tomorrow, **new))
    assert answer.status_code == 422
    assert "No promise runs past 15 months." in answer.content.decode()


def test_rows_that_say_what_they_began_with_are_read_whatever_the_browser_counts(head_office_client: Client, tomorrow: date) -> None:
    """A version that was granted meanwhile has more rows than the page had: one typed as it says is no empty row."""
    proposal = changed(hold_days=4)
    answer = head_office_client.post(NEW, typed(proposal, tomorrow, **{"tiers-INITIAL_FORMS": 0, "questions-INITIAL_FORMS": 2}))
    assert answer.status_code == 302
    assert Proposal.from_json(Draft.objects.get().content) == proposal


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_day": "2020-12-01"}, "It begins at midnight, tomorrow or later"),
        ({"from_day": "soon"}, "Enter a valid date"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "ask 98104 55421"}, "A reason holds no phone"),
        ({"tiers-1-percent": "70"}, "Percentages fall: the tier before gives 70 %."),
        ({"tiers-1-after": "5"}, "There is an overlap before this tier."),
        ({"tiers-0-percent": "many"}, "Enter a whole number"),
        ({"questions-0-minor": "30"}, "A minor fault takes off no more than a major one."),
        ({"questions-0-title_hi": ""}, "This is not said in both languages."),
        ({"text_hi": ""}, "The terms have no Hindi text."),
        ({"free_look_days": "31"}, "It is 0 to 30 days of free look."),
        ({"seen": "999999"}, "Another version was allowed since this was typed"),
        ({"tiers-TOTAL_FORMS": "none"}, "ManagementForm"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    head_office_client: Client, tomorrow: date, changes: dict[str, Any], words: str
) -> None:
    before = AuditRow.objects.count()
    answer = head_office_client.post(NEW, typed(changed(hold_days=4), tomorrow) | changes)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words.replace("'", "&#x27;") in shown
    assert 'name="hold_days" value="4"' in shown
    assert (Draft.objects.count(), TermsVersion.objects.count(), AuditRow.objects.count()) == (0, 1, before)


def test_a_no_needs_a_reason_and_changes_nothing(second_client: Client, head_office: Actor, tomorrow: date, at: datetime) -> None:
    request = asked(head_office, changed(free_look_days=9), from_day=tomorrow, at=at)
    page = page_of(Draft.objects.get())
    bare = second_client.post(page, {"act": "reject", "note": ""})
    assert (bare.status_code, Approval.objects.get().state) == (422, "waiting")
    assert "A reason is needed" in bare.content.decode()
    assert second_client.post(page, {"act": "reject", "note": "Too long"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.note, TermsVersion.objects.count()) == ("rejected", "Too long", 1)


def test_its_maker_withdraws_and_types_another_from_it(
    head_office_client: Client, head_office: Actor, tomorrow: date, at: datetime
) -> None:
    asked(head_office, changed(free_look_days=9), from_day=tomorrow, at=at)
    draft = Draft.objects.get()
    assert head_office_client.post(page_of(draft), {"act": "withdraw"}).status_code == 302
    assert (Approval.objects.get().state, TermsVersion.objects.count()) == ("withdrawn", 1)
    again = head_office_client.get(f"{NEW}?from={draft.pk}").content.decode()
    assert 'name="free_look_days" value="9"' in again
    assert head_office_client.get(f"{NEW}?from=999999").status_code == 404
    assert head_office_client.get(f"{NEW}?from=x").status_code == 404


def test_a_draft_whose_day_has_begun_says_so_and_offers_nothing(head_office_client: Client, head_office: Actor, at: datetime) -> None:
    long_ago = at - timedelta(days=9)
    draft = drafted(head_office, changed(free_look_days=9), from_day=local_day(at) - timedelta(days=2), at=long_ago)
    shown = head_office_client.get(page_of(draft)).content.decode()
    assert "Its day has begun" in shown
    assert "Ask for approval" not in shown
    assert head_office_client.post(page_of(draft), {"act": "ask"}).status_code == 422
    assert not Approval.objects.exists()


def test_auditors_read_and_type_nothing(auditor_client: Client, head_office: Actor, tomorrow: date, at: datetime) -> None:
    draft = drafted(head_office, changed(free_look_days=9), from_day=tomorrow, at=at)
    assert f'href="{NEW}"' not in auditor_client.get(LIST).content.decode()
    assert auditor_client.get(page_of(draft)).status_code == 200
    assert auditor_client.get(NEW).status_code == 403
    assert auditor_client.post(page_of(draft), {"act": "ask"}).status_code == 403


def test_the_desk_is_reached_from_the_index_and_from_the_approvals(
    head_office_client: Client, second_client: Client, head_office: Actor, store: Any, tomorrow: date, at: datetime
) -> None:
    assert f'href="{LIST}"' in head_office_client.get(reverse("admin:index")).content.decode()
    asked(head_office, changed(free_look_days=9), from_day=tomorrow, at=at)
    shown = second_client.get("/counter/approvals/").content.decode()
    for words in ("Publish new terms", "for plans on phones billed from then on", page_of(Draft.objects.get())):
        assert words in shown


def test_as_many_statements_for_three_drafts_as_for_one(
    head_office_client: Client, head_office: Actor, tomorrow: date, at: datetime
) -> None:
    drafted(head_office, changed(free_look_days=8), from_day=tomorrow, at=at)
    with CaptureQueriesContext(connection) as one:
        head_office_client.get(LIST)
    for days in (9, 10):
        asked(head_office, changed(free_look_days=days), from_day=tomorrow, at=at)
    with CaptureQueriesContext(connection) as three:
        shown = head_office_client.get(LIST).content.decode()
    assert shown.count("waiting") >= 2
    assert len(three) <= len(one)
