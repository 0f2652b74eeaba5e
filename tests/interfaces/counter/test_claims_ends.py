"""A claim refused, looked at again, declined, reversed: who may, what it says, and that a no changes nothing."""

from __future__ import annotations

import pytest

from stores.access import actor_for
from tests.factories.claims import offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY
from tests.factories.stores import PostingFactory, StaffFactory
from tests.interfaces.counter.claiming import at, photo_file, read
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import refuse_claim
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk):
    return opened(old_plan(actor=clerk), actor=clerk)


@pytest.fixture
def refused(claim, clerk):
    return refuse_claim(number=claim.number, reason="asked for the first owner's account", clause="3.2", actor=clerk, at=AT, on=TODAY)


@pytest.fixture
def done(clerk):
    return settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk)


def test_a_refusal_names_clause_reason_and_what_to_do(claim, clerk_client):
    clerk_client.post(at(claim, "photos/"), {"view": "setup", "photo": photo_file()})
    page = clerk_client.get(at(claim, "refuse/?point=3.2")).content.decode()
    assert 'value="3.2" checked' in " ".join(page.split())
    answer = clerk_client.post(at(claim, "refuse/"), {"point": "3.2", "reason": "it asks for an account"})
    assert answer.url == at(claim)
    words = read(clerk_client, at(claim))
    assert "The phone still has an account or a lock. it asks for an account · Clause 3.2." in words
    assert "1 The customer signs in on the phone once and removes the account in Settings, Accounts." in words
    assert "₹9,799 stays held through Thu 6 May 2027." in words
    assert "stays active" in words
    assert "First set-up screen" in words
    assert "Claim refused, clause 3.2" in read(clerk_client, f"/counter/plans/{claim.plan.number}/")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"point": "3.2", "reason": " "}, "reason", "A reason is needed for this."),
        ({"point": "9.9", "reason": "x"}, "point", "Select a valid choice."),
    ],
)
def test_a_refusal_that_cannot_be_is_told_at_its_field(claim, clerk_client, traces, typed, field, words):
    before = traces()
    answer = clerk_client.post(at(claim, "refuse/"), typed)
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), field)
    assert (traces(), Claim.objects.get().state) == (before, "open")


@pytest.mark.parametrize(("language", "words"), [("en", "The phone still has an account or a lock."), ("hi", "फ़ोन में अब भी खाता या लॉक है।")])
def test_the_reason_on_paper(refused, clerk_client, language, words):
    page = read(clerk_client, at(refused, f"reason/?language={language}"))
    assert words in page
    assert refused.reason in page


def test_the_refuser_takes_no_second_look(refused, clerk_client, traces):
    words = read(clerk_client, at(refused))
    assert "The second look is somebody else’s." in words
    assert "Record the second look" not in words
    before = traces()
    answer = clerk_client.post(at(refused, "look/"), {"upheld": "no", "remark": "all fine"})
    assert answer.status_code == 422
    assert "The second look is somebody else's than the refuser's." in text_of(answer.content.decode())
    assert (traces(), Claim.objects.get().state) == (before, "refused")


def test_somebody_else_lets_the_claim_go_on(refused, manager_client):
    assert "Record the second look" in read(manager_client, at(refused))
    answer = manager_client.post(at(refused, "look/"), {"upheld": "no", "remark": "the account is gone"})
    assert answer.url == at(refused)
    assert Claim.objects.get().state == "open"
    assert "Offer so far" in read(manager_client, at(refused))


def test_somebody_else_upholds_it(refused, manager, manager_client):
    manager_client.post(at(refused, "look/"), {"upheld": "yes", "remark": "locked, indeed"})
    words = read(manager_client, at(refused))
    assert f"{manager.name} looked again on 3 May 2027, 11:42: the refusal stands." in words
    assert "locked, indeed" in words
    assert "Record the second look" not in words


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"remark": "x"}, "upheld", "Say what you found."),
        ({"upheld": "yes", "remark": ""}, "remark", "A reason is needed for this."),
    ],
)
def test_a_second_look_without_its_words_is_told_at_its_field(refused, manager_client, traces, typed, field, words):
    before = traces()
    answer = manager_client.post(at(refused, "look/"), typed)
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), field)
    assert (traces(), Claim.objects.get().upheld) == (before, None)


def test_a_declined_claim_lets_go(clerk, clerk_client):
    claim = offered(old_plan(actor=clerk), actor=clerk)
    assert clerk_client.post(at(claim, "decline/"), {"reason": "wants to wait"}).url == at(claim)
    words = read(clerk_client, at(claim))
    assert "The customer declined ₹9,799." in words
    assert "wants to wait" in words
    assert "See what the plan gives today" in words
    assert Plan.objects.get().held_until is None


def test_to_decline_needs_a_reason(claim, clerk_client, traces):
    before = traces()
    answer = clerk_client.post(at(claim, "decline/"), {"reason": ""})
    assert answer.status_code == 422
    assert "A reason is needed for this." in error_at(answer.content.decode(), "reason")
    assert traces() == before


def test_an_ended_claim_is_not_refused_or_declined_again(refused, clerk_client, traces):
    before = traces()
    for part, typed in (("refuse/", {"point": "3.2", "reason": "x"}), ("decline/", {"reason": "x"})):
        answer = clerk_client.post(at(refused, part), typed)
        assert answer.status_code == 422
        assert "This claim is refused; this step is not possible now." in text_of(answer.content.decode())
    assert traces() == before


def test_a_manager_takes_a_settlement_back(done, manager_client):
    claim = done.claim
    assert "Take the settlement back" in read(manager_client, at(claim))
    words = read(manager_client, at(claim, "reverse/"))
    assert "with a return voucher for DL01/P27/00001" in words
    answer = manager_client.post(at(claim, "reverse/"), {"reason": "new phone returned"})
    assert answer.url == at(claim)
    words = read(manager_client, at(claim))
    assert "The settlement was taken back on 3 May 2027, 11:42." in words
    assert "DL01/P27/00002, for DL01/P27/00001" in words
    assert manager_client.post(at(claim, "return/")).content.startswith(b"%PDF")
    assert Plan.objects.get().status == "active"
    assert "Settlement taken back, return voucher DL01/P27/00002" in read(manager_client, f"/counter/plans/{claim.plan.number}/")


def test_a_reversal_needs_a_reason(done, manager_client, traces):
    before = traces()
    answer = manager_client.post(at(done.claim, "reverse/"), {"reason": "  "})
    assert answer.status_code == 422
    assert "A reason is needed for this." in error_at(answer.content.decode(), "reason")
    assert (traces(), Plan.objects.get().status) == (before, "redeemed")


def test_a_clerk_takes_nothing_back(done, clerk_client, traces):
    before = traces()
    assert "A manager of the store reverses a settlement" in read(clerk_client, at(done.claim))
    assert "You cannot take this back." in read(clerk_client, at(done.claim, "reverse/"))
    assert clerk_client.post(at(done.claim, "reverse/"), {"reason": "x"}).status_code == 403
    assert (traces(), Plan.objects.get().status) == (before, "redeemed")


def test_who_settled_takes_nothing_back(manager, manager_client, traces):
    done = settled(offered(old_plan(actor=manager), actor=manager), actor=manager)
    before = traces()
    assert "You settled this claim yourself" in read(manager_client, at(done.claim))
    answer = manager_client.post(at(done.claim, "reverse/"), {"reason": "came back"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Who settled a claim does not reverse it." in text_of(page)
    assert value_of(page, "reason") == "came back"
    assert (traces(), Plan.objects.get().status) == (before, "redeemed")


def test_another_manager_of_the_store_does(manager, store, client_for):
    done = settled(offered(old_plan(actor=manager), actor=manager), actor=manager)
    second = StaffFactory(username="manager2.dl01")
    PostingFactory(staff=second, store=store, role="manager")
    assert actor_for(second, store).role == "manager"
    assert client_for(second).post(at(done.claim, "reverse/"), {"reason": "came back"}).status_code == 302


def test_a_claim_that_was_never_settled_has_no_reversal_and_no_voucher(claim, manager_client):
    for part in ("reverse/", "voucher/", "return/", "reason/"):
        assert manager_client.get(at(claim, part)).status_code == 404
