"""The customer's page tells each state of a claim, in English and Hindi, with the whole offer before anything is final."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories.claims import CLEAN, accepted, inspected, offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY
from upgrade_program.buyback.services import decline_claim, refuse_claim, reverse_settlement, take_second_look
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of

pytestmark = pytest.mark.django_db
WORN = CLEAN | {"display": "minor"}


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def plan(clerk) -> Plan:
    return old_plan(actor=clerk)


def page(client, plan: Plan, language: str = "en") -> str:
    answer = client.get(f"/p/{link_of(plan).token}/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_plan_without_a_claim_says_nothing_of_one(client, plan):
    assert "being checked" not in page(client, plan)


def test_open_says_what_is_held_and_until_when(client, plan, clerk):
    opened(plan, actor=clerk)
    shown = page(client, plan)
    assert "Your phone is being checked" in shown
    assert "Mi Home Nehru Place holds ₹9,799 for you through 6 May 2027" in shown
    assert "आपके फ़ोन की जाँच हो रही है" in page(client, plan, "hi")


@pytest.mark.parametrize(
    ("step", "headline"), [(inspected, "Your phone was checked"), (offered, "offer to you"), (accepted, "You said yes")]
)
def test_the_whole_offer_is_there_line_by_line(client, plan, clerk, step, headline):
    step(plan, actor=clerk, answers=WORN)
    shown = page(client, plan)
    assert headline in shown
    assert "Display, minor 10 % (clause 3.9)" in shown
    assert "−₹980" in shown
    assert "₹8,819" in shown
    assert "डिस्प्ले, छोटी 10 % (नियम 3.9)" in page(client, plan, "hi")


def test_settled_names_voucher_and_phone_and_no_imei(client, plan, clerk):
    done = settled(offered(plan, actor=clerk), actor=clerk)
    shown = page(client, plan)
    assert "Done: ₹9,799 for your phone" in shown
    assert done.voucher.number in shown
    assert done.new_device in shown
    assert done.new_imei not in shown
    assert plan.imei not in shown


def test_refused_says_why_what_to_do_and_what_stays_held(client, plan, clerk, manager):
    claim = opened(plan, actor=clerk)
    refuse_claim(number=claim.number, reason="asks for an account", clause="3.2", actor=clerk, at=AT, on=TODAY)
    shown = page(client, plan)
    assert "The phone still has an account or a lock (clause 3.2). Your plan goes on." in shown
    assert "Accounts and locks removed" not in shown  # that is what passes
    assert "फ़ोन में अब भी खाता या लॉक है (नियम 3.2)। आपका" in page(client, plan, "hi")
    assert "₹9,799 stays held through 6 May 2027" in shown
    assert "Sign in on the phone once and remove your account in Settings" in shown
    assert "The customer" not in shown
    assert "सेटिंग, अकाउंट्स में अपना खाता हटाएँ" in page(client, plan, "hi")
    assert "asks for an account" not in shown  # the clerk's own words are for the store
    take_second_look(number=claim.number, upheld=True, remark="locked", actor=manager, at=AT, on=TODAY)
    assert "a second look found the same" in page(client, plan)


def test_refused_for_a_question_of_the_check_list_names_it(client, plan, clerk):
    claim = opened(plan, actor=clerk)
    refuse_claim(number=claim.number, reason="glass is open", clause="3.9", actor=clerk, at=AT, on=TODAY)
    assert "Display (clause 3.9)" in page(client, plan)


def test_declined_and_reversed(client, clerk, manager):
    first = old_plan(actor=clerk)
    decline_claim(number=offered(first, actor=clerk).number, reason="later", actor=clerk, at=AT, on=TODAY)
    assert "You kept your phone" in page(client, first)
    second = old_plan(actor=clerk, customer_mobile="98104 55422")
    claim = offered(second, actor=clerk)
    settled(claim, actor=clerk)
    reverse_settlement(number=claim.number, reason="returned", actor=manager, at=AT, on=TODAY)
    assert "Taken back" in page(client, second)


def test_a_claim_past_its_day_has_ended_though_nobody_recorded_it(client, plan, clerk):
    opened(plan, actor=clerk)
    with time_machine.travel(datetime(2027, 5, 7, 6, tzinfo=UTC), tick=False):
        assert "The claim has ended" in page(client, plan)
    with time_machine.travel(datetime(2027, 7, 7, 6, tzinfo=UTC), tick=False):
        assert "The claim has ended" not in page(client, plan)
