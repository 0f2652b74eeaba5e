"""The page of a claim: gates in their order, the check list, what is left to do; it can be left and gone on with."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories.claims import inspected, old_plan, opened
from tests.interfaces.counter.claiming import add_photos, answer_all, at, gate, pass_all_gates, photo_file, read
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.models import Claim, PassedGate
from upgrade_program.foundation.photos.models import Photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk):
    return opened(old_plan(actor=clerk), actor=clerk, views=REQUIRED_VIEWS)


def step_now(client, claim):
    """The words of the step that waits."""
    page = client.get(at(claim)).content.decode()
    found = re.search(r'<li id="now".*?(?=<li>|<li id|</ol>)', page, re.S)
    return text_of(found[0]) if found else ""


def test_the_first_gate_not_passed_is_open_and_the_rest_waits(claim, clerk_client):
    words = read(clerk_client, at(claim))
    assert "₹9,799 is held through Thu 6 May 2027 , although it falls on 6 May" in words
    assert "Before the offer: 8 gates, 8 questions, 5 photos" in words
    assert step_now(clerk_client, claim).startswith("3 Not on the blacklist")
    assert claim.plan.imei not in words


def test_each_gate_leads_to_the_next_and_says_who_saw_what(claim, clerk, clerk_client):
    gate(clerk_client, claim, "blacklist_clear", result="clear", photo=photo_file())
    assert step_now(clerk_client, claim).startswith("4 Accounts and locks removed")
    gate(clerk_client, claim, "locks_removed", photo=photo_file())
    gate(clerk_client, claim, "invoice_seen")
    gate(clerk_client, claim, "id_seen", kind="voter_id", last4="42xy")
    words = read(clerk_client, at(claim))
    assert "CEIR web page, by hand: clear" in words
    assert "Voter ID ···42XY" in words
    assert f"{clerk.name}, 11:42" in words
    assert step_now(clerk_client, claim).startswith("7 Powers on")
    assert sorted(Photo.objects.values_list("view", flat=True)) == ["blacklist", "setup"]


@pytest.mark.parametrize(
    ("key", "typed", "field", "words"),
    [
        ("blacklist_clear", {"result": "", "photo": photo_file()}, "result", "The look-up's result is missing."),
        ("blacklist_clear", {"result": "clear"}, "photo", "The screenshot of the look-up is missing."),
        ("blacklist_clear", {"result": "clear", "photo": photo_file(data=b"<svg/>")}, "photo", "This file cannot be read as a photo."),
    ],
)
def test_a_gate_without_its_proof_is_told_at_its_field(claim, clerk_client, traces, key, typed, field, words):
    before = traces()
    answer = gate(clerk_client, claim, key, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, field)
    assert ("checked" in next(tag for tag in page.split("<") if 'name="result"' in tag)) == (typed["result"] == "clear")
    assert traces() == before


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": "", "last4": "42XY"}, "kind", "This kind of ID is not known."),
        ({"kind": "pan", "last4": "ABCDE1234F"}, "last4", "Exactly the last four signs of the ID are kept."),
    ],
)
def test_of_an_id_only_kind_and_last_signs_are_taken(claim, clerk_client, traces, typed, field, words):
    gate(clerk_client, claim, "blacklist_clear", result="clear", photo=photo_file())
    gate(clerk_client, claim, "locks_removed")
    gate(clerk_client, claim, "invoice_seen")
    before = traces()
    answer = gate(clerk_client, claim, "id_seen", **typed)
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), field)
    assert traces() == before


def test_a_gate_out_of_turn_is_refused(claim, clerk_client, traces):
    before = traces()
    answer = gate(clerk_client, claim, "powers_on")
    assert answer.status_code == 422
    assert "Not looked at yet: Not on the blacklist (clause 3.1)" in text_of(answer.content.decode())
    assert traces() == before


def test_a_claim_can_be_left_and_gone_on_with_by_somebody_else(claim, clerk_client, manager_client):
    gate(clerk_client, claim, "blacklist_clear", result="clear", photo=photo_file())
    assert step_now(manager_client, claim).startswith("4 Accounts and locks removed")
    assert gate(manager_client, claim, "locks_removed").status_code == 302
    assert PassedGate.objects.count() == 2


def test_the_check_list_has_per_cent_and_countable_words(claim, clerk_client):
    pass_all_gates(clerk_client, claim)
    words = step_now(clerk_client, claim)
    assert words.startswith("11 Check list 0 of 8 answered")
    assert "None Minor 10 % Major 25 %" in words
    assert "Minor 10 %: 4 or more scratches, or one of 1 cm or longer; or up to 3 dead pixels" in words


def test_answers_are_kept_one_by_one_and_the_figures_follow(claim, clerk_client):
    pass_all_gates(clerk_client, claim)
    answer = clerk_client.post(at(claim, "answers/"), {"answer-display": "minor"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    words = text_of(answer.content.decode())
    assert "₹ 8,819" in words
    assert "Display, minor 10 % (clause 3.9) −₹980" in words
    assert "1 of 8 answered" in words
    assert Claim.objects.get().answers == {"display": "minor"}
    assert "1 of 8 answered" in read(clerk_client, at(claim))


def test_the_last_answer_leads_to_the_photos(claim, clerk_client):
    pass_all_gates(clerk_client, claim)
    answer = clerk_client.post(at(claim, "answers/"), {f"answer-{key}": "none" for key in CHECK_KEYS}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert step_now(clerk_client, claim).startswith("12 Photos 0 of 5 taken")
    assert Claim.objects.get().state == "inspected"


CHECK_KEYS = ("display", "touch", "camera", "battery", "wifi", "fingerprint", "sound", "body")


def test_an_answer_nobody_knows_changes_nothing(claim, clerk_client, traces):
    pass_all_gates(clerk_client, claim)
    before = traces()
    for typed in ({"answer-display": "awful"}, {"answer-smell": "none"}):
        answer = clerk_client.post(at(claim, "answers/"), typed)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert (traces(), Claim.objects.get().answers) == (before, None)


def test_when_all_is_done_the_offer_is_the_main_act(claim, clerk_client):
    pass_all_gates(clerk_client, claim)
    answer_all(clerk_client, claim, display="minor")
    assert "Make the offer" not in read(clerk_client, at(claim))
    add_photos(clerk_client, claim)
    words = read(clerk_client, at(claim))
    assert "Make the offer" in words
    assert "Before the offer" not in words


def test_answers_can_be_corrected_after_the_inspection(clerk, clerk_client):
    claim = inspected(old_plan(actor=clerk), actor=clerk)
    assert "See or change the answers" in read(clerk_client, at(claim))
    answer_all(clerk_client, claim, battery="major")
    assert Claim.objects.get().deducted == 1470


def test_past_its_day_a_claim_has_lapsed_on_every_page(claim, client_for, clerk_user, traces):
    before = traces()
    with time_machine.travel(datetime(2027, 5, 6, 18, 31, tzinfo=UTC), tick=False):  # 00:01 of the 7th in India
        clerk_client = client_for(clerk_user)
        assert "₹9,799 was held through 6 May 2027." in read(clerk_client, at(claim))
        answer = gate(clerk_client, claim, "blacklist_clear", result="clear", photo=photo_file())
        assert answer.status_code == 422
        assert "is held no more" in text_of(answer.content.decode())
    assert traces() == before
    with time_machine.travel(datetime(2027, 5, 6, 18, 29, tzinfo=UTC), tick=False):  # 23:59 of the 6th
        clerk_client = client_for(clerk_user)
        assert "is held through Thu 6 May 2027" in read(clerk_client, at(claim))


def test_head_office_reads_along_and_does_nothing(claim, head_office_client):
    words = read(head_office_client, at(claim))
    assert "This is done at a store’s counter" in words
    assert "Refuse the claim" not in words
