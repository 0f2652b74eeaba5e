"""Holding today's value on one's own page: what it gives, once a step, the code afterwards, and every way it can be refused."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils.crypto import salted_hmac

from tests.buyback.acts import every_row, indian, plan_of, refuse
from tests.factories.claims import old_plan, opened
from tests.factories.plans import sold
from tests.factories.portal import signed_in
from tests.factories.tokens import code, given_back, reserved
from tests.interfaces.counter.pages import text_of
from upgrade_program.buyback import token_codes
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.foundation.ui import qr
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    """Its first tier gives ₹9,799 today, 3 May 2027, through the fifth."""
    return old_plan(actor=clerk)


@pytest.fixture
def client(plan: Plan) -> Client:
    return signed_in(plan.customer)


def page_of(plan: Plan) -> str:
    return f"/me/plans/{plan.number}/hold/"


def shown(client: Client, plan: Plan, *, status: int = 200) -> str:
    answer = client.get(page_of(plan))
    assert answer.status_code == status
    return answer.content.decode()


def sent(client: Client, plan: Plan, act: str = "hold", *, percent: int = 70):
    """The button of a page that showed this share."""
    return client.post(page_of(plan), {"act": act, "percent": percent})


def test_the_way_leads_from_the_plans_page_over_what_it_gives_to_the_code(client, plan) -> None:
    own = client.get(f"/me/plans/{plan.number}/").content.decode()
    assert f'href="{page_of(plan)}"' in own
    offer = text_of(shown(client, plan))
    for words in ("₹9,799", "held for you through Thu 6 May", "It is 70 % now", "Hold ₹9,799 through 6 May 2027"):
        assert words in offer
    assert ClaimToken.objects.count() == 0
    answer = sent(client, plan)
    assert (answer.status_code, answer.url) == (302, page_of(plan))
    token = ClaimToken.objects.get()
    page = shown(client, plan)
    assert code(token) in page
    assert qr.svg(code(token).replace("-", ""), label="Code of what is held for you", css_class="size-48") in page
    assert "₹9,799 is held for you" in text_of(page)
    assert "through Thu 6 May" in text_of(page)
    assert "Show what is held" in text_of(client.get(f"/me/plans/{plan.number}/").content.decode())


def test_the_code_stands_nowhere_else(client, plan) -> None:
    token = reserved(plan)
    for address in (f"/me/plans/{plan.number}/", "/me/plans/", f"/p/{plan.links.get().token}/"):
        assert code(token) not in client.get(address).content.decode()
    assert client.get(page_of(plan)).headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_pressed_twice_it_is_held_once_and_both_see_the_code(client, plan) -> None:
    sent(client, plan)
    answer = sent(client, plan)
    assert answer.status_code == 409
    assert code(ClaimToken.objects.get()) in answer.content.decode()


def test_given_back_it_says_that_it_was_once(client, plan) -> None:
    sent(client, plan)
    assert sent(client, plan, "give_back").url == page_of(plan)
    assert "You have held 70 % once already" in text_of(shown(client, plan))
    before = every_row()
    assert (sent(client, plan).status_code, sent(client, plan, "give_back").status_code) == (409, 409)
    assert every_row() == before


def test_the_own_page_tells_what_was_held(client, plan) -> None:
    sent(client, plan)
    sent(client, plan, "give_back")
    own = text_of(client.get(f"/me/plans/{plan.number}/").content.decode())
    assert "You held ₹9,799" in own
    assert "You gave back what was held" in own


def test_the_next_step_can_be_held_when_the_first_is_over(client, plan) -> None:
    reserved(plan, at=indian(date(2027, 5, 5)))
    with time_machine.travel(indian(date(2027, 5, 9)), tick=False):
        again = signed_in(plan.customer, at=indian(date(2027, 5, 9)))
        assert "₹8,399" in text_of(shown(again, plan))
        sent(again, plan, percent=60)
    assert list(ClaimToken.objects.values_list("percent", "state")) == [(60, "held"), (70, "lapsed")]


def test_a_step_that_fell_at_midnight_is_not_held_unseen(plan) -> None:
    """The page of the evening shows 70 %; the press after midnight would use up the next step, which was never shown."""
    evening, after = indian(date(2027, 5, 5), 23, 59), indian(date(2027, 5, 6), 0, 1)
    late = signed_in(plan.customer, at=evening)
    with time_machine.travel(evening, tick=False):
        assert '<input type="hidden" name="percent" value="70">' in shown(late, plan)
    with time_machine.travel(after, tick=False):
        before = every_row()
        answer = sent(late, plan, percent=70)
        assert (answer.status_code, every_row()) == (409, before)
        page = text_of(answer.content.decode())
        assert "The value has fallen since this page was opened" in page
        assert "Hold ₹8,399 through 9 May 2027" in page
        assert sent(late, plan, percent=60).status_code == 302
    assert ClaimToken.objects.get().percent == 60


def test_before_the_first_tier_there_is_nothing_to_hold(clerk, client, plan) -> None:
    young = sold(actor=clerk, phone_invoice_number="B/2")
    assert "the first value comes on 4 Aug 2027" in text_of(shown(client, young))
    assert sent(client, young).status_code == 409
    assert "my_hold" not in client.get(f"/me/plans/{young.number}/").content.decode()


def test_while_a_store_looks_at_the_phone(clerk, client, plan) -> None:
    claim = opened(plan, actor=clerk)
    assert "Your phone is being checked at a store" in text_of(shown(client, plan))
    assert sent(client, plan).status_code == 409
    refuse(claim, actor=clerk)
    assert "₹9,799 is held for you already, through 6 May 2027" in text_of(shown(client, plan))
    assert sent(client, plan).status_code == 409
    assert (ClaimToken.objects.count(), Claim.objects.count()) == (0, 1)


def test_the_plans_page_leads_to_what_can_be_done_next(client, clerk, plan) -> None:
    """Never to a page that only says that something is held."""

    def step() -> tuple[str, str]:
        page = client.get(f"/me/plans/{plan.number}/").content.decode()
        [way] = re.findall(rf'href="({page_of(plan)}|#claim|#bring)"', page)
        assert way[0] == "/" or f'id="{way[1:]}"' in page
        return way, text_of(page)

    assert step()[0] == page_of(plan)
    claim = opened(plan, actor=clerk)
    way, words = step()
    assert (way, "See how your exchange stands" in words, "Show what is held" in words) == ("#claim", True, False)
    refuse(claim, actor=clerk)
    assert step()[0] == "#bring"
    other = old_plan(actor=clerk, phone_invoice_number="B/2")
    given_back(plan_of(reserved(other)))
    page = client.get(f"/me/plans/{other.number}/").content.decode()
    assert ('href="#bring"' in page, f'href="{page_of(other)}"' in page) == (True, False)


def test_a_plan_that_rests(client, plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(status="suspended")
    assert "This plan gives nothing at the moment" in text_of(shown(client, plan))
    assert sent(client, plan).status_code == 409


def test_what_is_not_an_act_changes_nothing(client, plan) -> None:
    before = every_row()
    for body in (
        {},
        {"act": "everything"},
        {"act": "\x00"},
        {"act": "hold"},
        {"act": "hold", "percent": "x"},
        {"act": "hold", "percent": 0},
    ):
        assert client.post(page_of(plan), body).status_code == 422
    assert every_row() == before


def test_anothers_plan_and_none_at_all_are_the_same(clerk, client, plan) -> None:
    other = old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    reserved(other)
    before = every_row()
    for number in (other.number, "0000-0000-000", "nonsense"):
        for answer in (client.get(f"/me/plans/{number}/hold/"), client.post(f"/me/plans/{number}/hold/", {"act": "give_back"})):
            assert answer.status_code == 404
    assert every_row() == before


def test_strangers_are_led_to_the_sign_in_page_and_nothing_is_held(plan) -> None:
    answer = sent(Client(), plan)
    assert (answer.status_code, answer.url.startswith("/sign-in/"), ClaimToken.objects.count()) == (302, True, 0)


def test_a_form_from_elsewhere_holds_nothing(plan) -> None:
    strict = signed_in(plan.customer, client=Client(enforce_csrf_checks=True))
    assert (sent(strict, plan).status_code, ClaimToken.objects.count()) == (403, 0)


def test_a_code_that_can_be_shown_no_more_says_what_to_do(client, plan, monkeypatch) -> None:
    """The server's key was changed and the one before is gone."""
    reserved(plan)
    monkeypatch.setattr(token_codes, "salted_hmac", lambda *how, **named: salted_hmac(*how, **(named | {"secret": "another"})))
    page = text_of(shown(client, plan))
    assert "The code cannot be shown any more" in page
    assert plan.written in page


@pytest.mark.parametrize("state", ["offer", "code", "once"])
def test_in_hindi(state, client, plan) -> None:
    if state != "offer":
        sent(client, plan)
    if state == "once":
        sent(client, plan, "give_back")
    client.post("/language/", {"language": "hi", "next": "/"})
    page = text_of(shown(client, plan))
    words = {"offer": "₹9,799 6 मई 2027 तक रोकें", "code": "आपके लिए ₹9,799 रोके गए हैं", "once": "70 % आप एक बार रोक चुके हैं"}
    assert words[state] in page
