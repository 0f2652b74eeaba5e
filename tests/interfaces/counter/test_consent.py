"""The consent to a plan at the counter: what follows is said before, the holder's code proves it, every no stands at its field."""

from __future__ import annotations

from functools import partial

import pytest

from tests.factories.codes import newest_code
from tests.factories.plans import sold
from tests.interfaces.counter import taking_back
from tests.interfaces.counter.pages import error_at, stands_in, text_of
from tests.interfaces.counter.taking_back import WRONG_CODES, refused_at_the_code, stands_at_counters_alone
from upgrade_program.customers.models import Consent, PlanWithdrawal
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.queries import is_silent

pytestmark = pytest.mark.django_db
BUTTON = "The customer's consent"
AGREED = {"word": "agree", "language": "en", "consent": "en:1"}


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone)


def address(plan, act="consent/"):
    return f"/counter/plans/{plan.number}/{act}"


def read(client, plan, act="consent/"):
    return taking_back.read(client, address(plan, act))


def post(client, plan, **typed):
    return client.post(address(plan), {"word": "withdraw", "act": "do", **typed})


def withdrawn(client, plan):
    post(client, plan, act="send")
    assert post(client, plan, otp=newest_code()).url == address(plan, "")
    return plan


def test_the_act_is_there_at_any_counter_and_nowhere_else(plan, clerk_client, elsewhere, head_office_client, auditor_client):
    counters, offices = (clerk_client, elsewhere), (head_office_client, auditor_client)
    stands_at_counters_alone(BUTTON, on=address(plan, ""), leads=address(plan), counters=counters, offices=offices)


def test_a_plan_that_is_not_there_answers_404(plan, clerk_client):
    assert clerk_client.get("/counter/plans/AAAA-BBBB-CCC/consent/").status_code == 404


def test_what_follows_is_said_and_then_it_is_withdrawn_with_a_code(plan, elsewhere):
    page = read(elsewhere, plan)
    for words in (
        "Nothing more is sent about this plan: no receipt, no news, no reminder before its value falls.",
        "The plan goes on with its dates and values, and every store honours it.",
        "It can be given again on any day, here or on their own pages.",
        "It goes to 98••• ••421 and says what is asked for the customer.",
    ):
        assert words in page
    assert "{#" not in page
    answer = post(elsewhere, plan, act="send")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A code is on its way to 98••• ••421 . It is good until 11:47, for this consent and for you alone." in text_of(page)
    assert not stands_in(page, newest_code())
    assert post(elsewhere, plan, otp=newest_code()).url == address(plan, "")
    assert is_silent(plan)
    assert "Consent withdrawn: nothing is sent about the plan any more" in read(elsewhere, plan, "")


def test_it_is_given_again_to_the_words_in_force(plan, clerk_client):
    withdrawn(clerk_client, plan)
    page = read(clerk_client, plan)
    assert "The consent is withdrawn: nothing is sent about this plan." in page
    assert plan.consent.text.text in page
    assert clerk_client.post(address(plan), {"word": "agree", "act": "send"}).status_code == 200
    code = newest_code()
    answer = clerk_client.post(address(plan), {**AGREED, "act": "do", "otp": code, "consent": "hi:1"})
    assert answer.status_code == 422
    assert "The customer has not agreed to the text yet." in error_at(answer.content.decode(), "consent")
    assert is_silent(plan)
    assert clerk_client.post(address(plan), {**AGREED, "act": "do", "otp": code}).url == address(plan, "")
    assert not is_silent(plan)
    assert PlanWithdrawal.objects.get().given_again == Consent.objects.latest("id")
    assert "Consent given again" in read(clerk_client, plan, "")


@WRONG_CODES
def test_a_wrong_code_stands_at_its_field_with_what_was_typed(plan, clerk_client, traces, otp, words):
    refused_at_the_code(partial(post, clerk_client, plan), otp, words, state=lambda: (traces(), is_silent(plan)))
    assert not is_silent(plan)


def test_a_page_grown_old_is_told_that_it_stands_so_already(plan, clerk_client, elsewhere, traces):
    withdrawn(clerk_client, plan)
    before, codes = traces(), Challenge.objects.count()
    for act in ("send", "do"):
        answer = post(elsewhere, plan, act=act, otp="123456")
        assert answer.status_code == 422
        assert "The consent to the plan stands like this already." in text_of(answer.content.decode())
    assert (traces(), Challenge.objects.count()) == (before, codes)


def test_enter_in_a_field_sends_nothing(plan, clerk_client):
    page = clerk_client.get(address(plan)).content.decode()
    assert page.index('value="do"') < page.index('value="send"')
    clerk_client.post(address(plan), {"word": "withdraw"})
    assert not Message.objects.filter(template="otp.code").exists()


def test_in_hindi(plan, clerk_client):
    clerk_client.cookies["django_language"] = "hi"
    assert "ग्राहक की सहमति" in read(clerk_client, plan, "")
    assert "सहमति वापस लें" in read(clerk_client, plan)
    withdrawn(clerk_client, plan)
    assert "वे किस बात की सहमति देते हैं" in read(clerk_client, plan)
