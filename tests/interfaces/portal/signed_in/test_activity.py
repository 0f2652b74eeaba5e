"""Missions and boards on the member's own pages: what is done, masked names, and leaving the boards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from loyalty.activity.models import Hiding, Invitation, Purchase, Referral, Review
from loyalty.activity.services import check_in, freeze_due
from loyalty.programme.services import leave
from stores.models import Store
from tests.factories.activity import boards, bought, mission
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY, sold
from tests.factories.portal import signed_in
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
BOARD, MISSIONS = "/me/board/", "/me/missions/"


@pytest.fixture
def asha() -> Customer:
    boards()
    return member(name="Asha Verma")


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_missions_with_what_was_done(asha: Customer, clerk: Actor) -> None:
    mission(turn="month", last_day=date(2027, 5, 31))
    mission(proof="event", title="Fan evening", title_hi="फ़ैन शाम", points=50)
    bought(asha, Store.objects.get(pk=clerk.store_id))
    page = read(signed_in(asha), MISSIONS)
    for words in ("1 of 2 done", "Buy a phone Points for your next phone. once a month · until 31 May 2027 +20 Done on 3 May 2027"):
        assert words in page
    assert page.count("Done on") == 1
    other = read(signed_in(member()), MISSIONS)
    assert "0 of 2 done" in other


def test_without_missions_it_says_what_helps(asha: Customer) -> None:
    assert "No mission goes on now" in read(signed_in(asha), MISSIONS)


def test_missions_in_hindi(asha: Customer) -> None:
    mission()
    client = signed_in(asha)
    client.post("/language/", {"language": "hi", "next": "/"})
    assert "फ़ोन ख़रीदें" in read(client, MISSIONS)


def test_names_are_masked_and_ones_own_place_is_marked(asha: Customer) -> None:
    ravi = member(name="Ravi Kumar")
    for customer, days in ((ravi, (1, 2)), (asha, (2,))):
        for ago in days:
            check_in(customer_id=customer.pk, actor=SYSTEM, at=AT - timedelta(days=ago))
    page = read(signed_in(asha), BOARD)
    assert "R••• K••• 2" in page
    assert "A••• V••• (you) 1" in page
    assert [word for word in ("Ravi", "Kumar", "Asha", "Verma") if word in page] == []


def test_who_leaves_the_boards_is_seen_by_nobody_until_they_come_back(asha: Customer) -> None:
    check_in(customer_id=asha.pk, actor=SYSTEM, at=AT)
    client, other = signed_in(asha), signed_in(member())
    assert client.post(BOARD, {"act": "hide"}).url == BOARD
    assert Hiding.objects.get().customer_id == asha.pk
    assert "A••• V•••" not in read(other, BOARD)
    assert "You stand on no board" in read(client, BOARD)
    client.post(BOARD, {"act": "show"})
    assert "A••• V•••" in read(other, BOARD)


def test_who_is_no_member_is_shown_the_way_in_and_nothing_to_leave(asha: Customer) -> None:
    leave(customer=asha, actor=SYSTEM, at=AT)
    for somebody in (CustomerFactory(), asha):
        page = signed_in(somebody).get(BOARD).content.decode()
        assert "Only members stand here, and you are none: nobody sees your name." in page
        assert "See how to join" in page
        assert 'name="act"' not in page
    assert "Leave me out" in read(signed_in(member()), BOARD)


def test_what_is_not_an_act_changes_nothing(asha: Customer) -> None:
    client, before = signed_in(asha), every_row()
    for sent in ({}, {"act": "everything"}, {"act": "\x00"}):
        assert client.post(BOARD, sent).status_code == 422
    assert every_row() == before
    strict = signed_in(asha, client=Client(enforce_csrf_checks=True))
    assert (strict.post(BOARD, {"act": "hide"}).status_code, Hiding.objects.count()) == (403, 0)


def test_the_month_before_as_it_was_frozen(asha: Customer) -> None:
    check_in(customer_id=asha.pk, actor=SYSTEM, at=AT - timedelta(days=10))
    freeze_due(on=TODAY, at=AT)
    page = read(signed_in(asha), f"{BOARD}?month=last")
    assert "A••• V••• (you) 1" in page
    assert "Nobody stands here." in read(signed_in(asha), BOARD)


def test_the_month_before_is_there_before_the_job_has_frozen_it(asha: Customer) -> None:
    """Dates decide: on the first of a month the month before is over, whether or not the job has been there."""
    check_in(customer_id=asha.pk, actor=SYSTEM, at=AT - timedelta(days=10))
    client = signed_in(asha)
    before = read(client, f"{BOARD}?month=last")
    assert "A••• V••• (you) 1" in before
    assert "Nobody stands here." not in before
    freeze_due(on=TODAY, at=AT)
    assert read(client, f"{BOARD}?month=last").replace(" +100", "") == before


@pytest.fixture
def buyer(clerk: Actor) -> Customer:
    """A member who bought a phone with a plan, which activity has heard of."""
    loyalty()
    boards()
    plan = sold(actor=clerk, loyalty_consent_version=1)
    bought(plan.customer, plan.store, source=f"plan:{plan.pk}")
    return plan.customer


def reviewing(client: Client, **changes: object):
    purchase = Purchase.objects.latest("id").pk
    sent = {"act": "review", "purchase": purchase, "stars": "5", "text": "A very good phone so far."} | changes
    return client.post(MISSIONS, sent)


def test_a_review_of_ones_own_purchase_does_the_mission(buyer: Customer) -> None:
    mission(proof="review", title="Say how it is", points=15)
    client = signed_in(buyer)
    assert "Redmi Note 9 Pro 4/64, 3 May 2027" in read(client, MISSIONS)
    assert reviewing(client).url == MISSIONS
    assert Review.objects.get().customer_id == buyer.pk
    page = read(client, MISSIONS)
    assert "1 of 1 done" in page
    assert "Review what you bought" not in page


def test_a_review_that_cannot_be_kept_changes_nothing(buyer: Customer, asha: Customer, clerk: Actor) -> None:
    theirs = bought(asha, Store.objects.get(pk=clerk.store_id))
    client = signed_in(buyer)
    mine = Purchase.objects.get(customer=buyer).pk
    mostly_blank = {"purchase": mine, "text": "Good" + "\n" * 20 + "indeed"}
    assert "Say a little more: at least 20 letters." in reviewing(client, **mostly_blank).content.decode()
    before = every_row()
    for changes in (
        {"purchase": theirs.pk},
        {"purchase": mine, "stars": "9"},
        {"purchase": mine, "text": "Good"},
        {"purchase": "x"},
        mostly_blank,
    ):
        assert reviewing(client, **changes).status_code == 422
    assert every_row() == before
    kept = reviewing(client, purchase=mine, text="short").content.decode()
    assert ">short</textarea>" in kept.replace("\n", "")


def test_who_left_reviews_nothing(buyer: Customer) -> None:
    leave(customer=buyer, actor=SYSTEM, at=AT)
    client, before = signed_in(buyer), every_row()
    assert (reviewing(client).status_code, every_row()) == (409, before)


def test_a_code_to_invite_with_and_a_friend_who_comes_by_it(asha: Customer, buyer: Customer) -> None:
    client, friend = signed_in(asha), signed_in(member(name="Ravi Kumar"))
    client.post(MISSIONS, {"act": "invite"})
    code = Invitation.objects.get().code
    assert code in read(client, MISSIONS)
    for who, typed, status in ((friend, "AAAA-AAAA", 422), (client, code, 409), (signed_in(buyer), code, 409), (friend, "", 422)):
        before = every_row()
        assert (who.post(MISSIONS, {"act": "accept", "code": typed}).status_code, every_row()) == (status, before)
    assert friend.post(MISSIONS, {"act": "accept", "code": code.lower()}).url == MISSIONS
    assert Referral.objects.get().member_id == asha.pk
    assert "Did a friend invite you?" not in read(friend, MISSIONS)


def test_who_is_no_member_invites_nobody() -> None:
    boards()
    loyalty()
    client, before = signed_in(CustomerFactory()), every_row()
    assert (client.post(MISSIONS, {"act": "invite"}).status_code, every_row()) == (409, before)
    assert (client.post(MISSIONS, {"act": "everything"}).status_code, every_row()) == (422, before)
    assert "Invite a friend" not in read(client, MISSIONS)
