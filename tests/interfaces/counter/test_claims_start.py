"""From a plan's page to an open claim: when it is possible, why not, and every refusal at the IMEI."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories.claims import BILLED, old_plan, opened
from tests.factories.plans import AT, new_imei, sold, upi
from tests.interfaces.counter.claiming import at, read
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.buyback.models import Claim
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def address(plan, part=""):
    return f"/counter/plans/{plan.number}/{part}"


def test_the_plan_page_offers_to_start_one(clerk, clerk_client):
    plan = old_plan(actor=clerk)
    page = clerk_client.get(address(plan)).content.decode()
    assert "Start a claim" in text_of(page)
    assert 'aria-keyshortcuts="C"' in page
    answer = clerk_client.post(address(plan, "claim/"), {"handset_imei": plan.imei})
    claim = Claim.objects.get()
    assert answer.url == at(claim)
    assert claim.photo_views == ["front", "back", "lit", "sides", "imei"]
    assert plan.imei not in answer.url


def test_an_open_claim_is_gone_on_with_from_any_store(clerk, clerk_client, other_clerk_user, client_for):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    for client in (clerk_client, client_for(other_clerk_user)):
        words = read(client, address(claim.plan))
        assert "Go on with the claim" in words
        assert f"{claim.written} holds ₹9,799 through Thu 6 May 2027, at DL01." in words
        assert "Start a claim" not in words


@pytest.mark.parametrize(
    ("now", "changes", "why"),
    [
        (AT, {"at": AT}, "No claim yet: the plan gives nothing before 4 Aug 2027."),
        (AT, {"at": AT, "tenders": [upi()]}, "No claim before the plan is paid."),
        (datetime(2028, 3, 1, 6, tzinfo=UTC), {"at": BILLED}, "No claim any more: the last day was 5 Feb 2028."),
    ],
)
def test_the_page_says_why_not(clerk, client_for, clerk_user, now, changes, why):
    plan = sold(actor=clerk, **changes)
    with time_machine.travel(now, tick=False):
        words = read(client_for(clerk_user), address(plan))
    assert why in words
    assert "Start a claim" not in words


def test_who_stands_at_no_counter_is_told_so(clerk, head_office_client):
    words = read(head_office_client, address(old_plan(actor=clerk)))
    assert "A claim is started at a store’s counter, with the phone in hand." in words
    assert "Start a claim" not in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (lambda: "", "IMEI"),
        (lambda: "35000000000", "IMEI"),
        (new_imei, "This is not the phone of this plan: the IMEI is another one."),
    ],
)
def test_a_wrong_imei_is_told_at_its_field_and_changes_nothing(clerk, clerk_client, traces, typed, words):
    plan, text = old_plan(actor=clerk), typed()
    before = traces()
    answer = clerk_client.post(address(plan, "claim/"), {"handset_imei": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, "handset_imei")
    assert value_of(page, "handset_imei") == text
    assert (traces(), Plan.objects.get().held_until) == (before, None)


def test_a_second_claim_is_refused_and_leads_to_the_first(clerk, clerk_client, traces):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    before = traces()
    answer = clerk_client.post(address(claim.plan, "claim/"), {"handset_imei": claim.plan.imei})
    assert answer.status_code == 422
    assert "Go on with the claim" in text_of(answer.content.decode())
    assert traces() == before


def test_the_number_of_a_claim_typed_at_the_counter_opens_it(clerk, clerk_client):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    assert clerk_client.post("/counter/find/", {"q": claim.written}).url == at(claim)


def test_the_home_page_lists_claims_that_go_on(clerk, clerk_client, client_for, clerk_user):
    assert "No claim is open." in read(clerk_client, "/counter/")
    claim = opened(old_plan(actor=clerk), actor=clerk)
    page = clerk_client.get("/counter/").content.decode()
    assert at(claim) in page
    with time_machine.travel(datetime(2027, 5, 7, 6, tzinfo=UTC), tick=False):
        answer = client_for(clerk_user).get("/counter/")
        assert answer.status_code == 200
        assert at(claim) not in answer.content.decode()


def test_the_plan_tells_its_claims_in_its_timeline(clerk, clerk_client):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    assert "Claim opened, ₹9,799 held through 6 May 2027" in read(clerk_client, address(claim.plan))
