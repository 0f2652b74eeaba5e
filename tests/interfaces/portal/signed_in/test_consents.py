"""The consent to one plan on the customer's own page: what follows is said before the press, and it can be given again."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.plans import sold
from tests.factories.portal import signed_in
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row
from upgrade_program.customers.models import Consent, Customer, PlanWithdrawal
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent

pytestmark = pytest.mark.django_db
PRIVACY = "/me/privacy/"
AGREED = {"act": "agree", "version": "1", "language": "en", "consent": "on"}


def read(client: Client, *, status: int = 200) -> str:
    answer = client.get(PRIVACY)
    assert answer.status_code == status
    return text_of(answer.content.decode())


def post(client: Client, plan: Plan, act: str = "withdraw", **more: str):
    return client.post(PRIVACY, {"act": act, "plan": plan.number, **more})


def test_what_follows_and_what_stays_is_said_before_the_press(plan: Plan, customer: Customer) -> None:
    page = read(signed_in(customer))
    for words in (
        f"The plan for your {plan.device} {plan.written}",
        "Nothing more is sent about this plan: no receipt, no news, no reminder before its value falls.",
        "The plan goes on with its dates and values, and every store honours it.",
        "Invoices and payments: the GST law wants them for six years",
        "without them no store could keep the promise",
    ):
        assert words in page
    assert "Give the consent again" not in page


def test_it_is_withdrawn_and_given_again(plan: Plan, customer: Customer) -> None:
    client = signed_in(customer)
    assert post(client, plan).url == PRIVACY
    assert is_silent(plan)
    page = read(client)
    assert "Withdrawn on 3 May 2027" in page
    assert "Withdraw this consent" not in page
    assert "You withdrew your consent: no messages about the plan" in text_of(client.get(f"/me/plans/{plan.number}/").content.decode())
    assert client.post(PRIVACY, {**AGREED, "plan": plan.number}).url == PRIVACY
    assert not is_silent(plan)
    page = read(client)
    assert page.count("Withdraw this consent") == 1
    assert page.count("Withdrawn on 3 May 2027") == 1
    assert PlanWithdrawal.objects.get().given_again == Consent.objects.latest("id")


def test_each_plan_has_its_own(plan: Plan, customer: Customer, clerk: Actor) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2")
    client = signed_in(customer)
    post(client, plan)
    assert (is_silent(plan), is_silent(other)) == (True, False)
    page = read(client)
    assert (page.count("Withdraw this consent"), page.count("Give the consent again")) == (1, 1)


@pytest.mark.parametrize("sent", [{"consent": ""}, {"version": "99"}, {"version": "one"}, {"language": "\x00"}])
def test_without_the_tick_or_with_other_words_it_is_no_consent(plan: Plan, customer: Customer, sent: dict[str, str]) -> None:
    client = signed_in(customer)
    post(client, plan)
    before = every_row()
    answer = client.post(PRIVACY, {**AGREED, "plan": plan.number, **sent})
    assert (answer.status_code, every_row()) == (422, before)
    assert "The words have changed, or you have not agreed to them." in answer.content.decode()


@pytest.mark.parametrize("act", ["withdraw", "agree"])
def test_anothers_plan_and_none_are_the_same_404(plan: Plan, clerk: Actor, act: str) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    client, before = signed_in(other.customer), every_row()
    for number in (plan.number, "AAAA-BBBB-CCC", "", "\x00"):
        answer = client.post(PRIVACY, {**AGREED, "act": act, "plan": number})
        assert (answer.status_code, every_row()) == (404, before)


def test_the_counter_sees_why_nothing_is_sent(plan: Plan, customer: Customer, clerk_client: Client) -> None:
    post(signed_in(customer), plan)
    page = text_of(clerk_client.get(f"/counter/plans/{plan.number}/").content.decode())
    assert "Consent withdrawn: nothing is sent about the plan any more" in page


def test_in_hindi(plan: Plan, customer: Customer) -> None:
    client = signed_in(customer)
    client.post("/language/", {"language": "hi", "next": "/"})
    assert "यह सहमति वापस लें" in read(client)
    post(client, plan)
    page = read(client)
    assert "सहमति फिर से दें" in page
    assert "मैं सहमति देता/देती हूँ" in page
