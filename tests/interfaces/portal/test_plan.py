"""The page behind a plan's link: masked, for nobody but its holder, the same figures as everywhere, and one 404 for all other links."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from tests.factories.codes import cancelled
from tests.factories.plans import AT, TODAY, days_ago, sold, upi
from tests.factories.portal import asks_for_code, code_sent
from tests.interfaces.counter.pages import text_of
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import expire_due_plans, hold, renew_link

pytestmark = pytest.mark.django_db
NONCE = re.compile(r'nonce="[^"]*"')
BILL = AT.replace(year=2026, month=11, day=5)  # its first tier ends on 5 May 2027, in two days


@pytest.fixture(autouse=True)
def _third_of_may():
    with time_machine.travel(AT, tick=False):
        yield


def page_of(client, plan, language="en"):
    return client.get(f"/p/{plan.links.get(revoked_at__isnull=True).token}/", HTTP_ACCEPT_LANGUAGE=language)


def test_the_value_its_fall_and_its_working(client, clerk):
    words = text_of(page_of(client, sold(actor=clerk, at=BILL)).content.decode())
    assert "Your phone is worth, today ₹ 9,799" in words
    assert "until 5 May 2027 , then ₹8,399" in words
    assert "₹1,400 less in 3 days" in words
    assert "6 Feb 2027 to 5 May 2027 ₹9,799 now" in words
    assert "13,999 × 70 % = 9,799.30 ₹9,799" in words


def test_the_chart_is_drawn_and_spoken(client, clerk):
    page = page_of(client, sold(actor=clerk, at=BILL)).content.decode()
    assert 'aria-label="Assured value by date: Today 3 May 2027; 6 Feb 2027 to 5 May 2027 ₹9,799; 6 May 2027' in page
    assert page.count("<rect") >= 4


def test_the_same_in_hindi(client, clerk):
    words = text_of(page_of(client, sold(actor=clerk, at=BILL), "hi").content.decode())
    assert "आज आपके फ़ोन की पक्की क़ीमत ₹ 9,799" in words
    assert "5 मई 2027 तक , उसके बाद ₹8,399" in words
    assert "3 दिन बाद ₹1,400 कम" in words
    assert "6 फ़र॰ 2027 से 5 मई 2027 तक ₹9,799 अभी" in words


def test_it_names_nobody_and_no_search_engine_or_referrer_learns_of_it(client, clerk):
    plan = sold(actor=clerk)
    answer = page_of(client, plan)
    page = answer.content.decode()
    for secret in (plan.imei[:11], "Farhan", "55421", "TI/27/00042", plan.invoice.number):
        assert secret not in page
    assert plan.imei[-4:-1] in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "session" not in answer.cookies


def test_unknown_revoked_and_garbled_links_answer_alike(client, clerk, at):
    plan = sold(actor=clerk)
    old = plan.links.get().token
    renew_link(plan=plan, actor=clerk, at=at)
    answers = [client.get(f"/p/{token}/") for token in (old, "A" * 22, "x", "%00", "z" * 500)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({NONCE.sub("", answer.content.decode()) for answer in answers}) == 1
    assert page_of(client, plan).status_code == 200


def test_each_end_of_a_plan_has_its_sentence(client, clerk, manager):
    gone = cancelled(sold(actor=clerk), actor=manager)
    ended = sold(actor=clerk, at=days_ago(470))
    expire_due_plans(on=TODAY, at=AT)
    said = {
        gone: "This plan was cancelled and paid back.",
        ended: "The plan has ended on",
        sold(actor=clerk, tenders=[upi()]): "The payment of this plan is still to come.",
        sold(actor=clerk): "₹9,799 from 4 Aug 2027 , nothing before",
    }
    suspended = sold(actor=clerk)
    Plan.objects.filter(pk=suspended.pk).update(status="suspended")
    said[suspended] = "This plan rests for now."
    for plan, words in said.items():
        assert words in text_of(page_of(client, plan).content.decode()), words


def test_a_hold_is_told_to_its_holder(client, clerk):
    plan = sold(actor=clerk, at=BILL)
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    assert "Held for you through 6 May 2027" in text_of(page_of(client, plan).content.decode())


def test_it_leads_over_the_sign_in_to_holding_todays_value(client, clerk):
    plan = sold(actor=clerk, at=BILL)
    own = f"/me/plans/{plan.number}/hold/"
    page = page_of(client, plan)
    assert f'href="{own}"' in page.content.decode()
    assert "For this you sign in with a code that we send to the mobile of the plan." in text_of(page.content.decode())
    stranger = client.get(own)
    assert (stranger.status_code, stranger.url) == (302, f"/sign-in/?next={own.replace('/', '%2F')}")
    asks_for_code(client, plan.customer.mobile, fields={"next": own})
    assert client.post("/sign-in/code/", {"otp": code_sent()}).url == own
    assert "Hold ₹9,799 through 6 May 2027" in text_of(client.get(own).content.decode())


def test_a_plan_that_gives_nothing_today_leads_nowhere_to_hold(client, clerk):
    assert "/hold/" not in page_of(client, sold(actor=clerk)).content.decode()
