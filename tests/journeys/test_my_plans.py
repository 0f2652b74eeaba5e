"""A customer signs in on a phone and reads their plan, in both languages, with and without scripts. Reliability S6."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from stores.clock import now
from tests.factories.plans import sold
from tests.journeys.conftest import HAND
from upgrade_program.demo.models import KeptMessage
from upgrade_program.messaging.sending import send_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": ("हिन्दी", "Your mobile number", "Send me a code", "Code from the message", "Sign in", "What could lower it", "Show the list"),
    "hi": ("English", "आपका मोबाइल नंबर", "मुझे कोड भेजें", "संदेश में आया कोड", "साइन इन करें", "क़ीमत किससे घट सकती है", "सूची दिखाएँ"),
}


@pytest.fixture
def plan(clerk, phone):
    """A hundred days old: its first tier holds today."""
    return sold(actor=clerk, variant=phone, at=now() - timedelta(days=100))


def code_on_the_phone(live_server, page):
    """The worker sends what is due; the phone is the demo's page of messages."""
    send_due(at=now())
    newest = page.request.get(f"{live_server.url}/api/v1/demo/messages/?n=1")
    (message,) = json.loads(newest.text())["results"]
    assert message["to"] == "+919810455421"
    return message["text"][:6]


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("hi", False)])
def test_from_the_sign_in_to_the_plan(window, live_server, plan, language, scripts):
    other, mobile, send, code, enter, lower, show = WORDS[language]
    shown = window(size=HAND, scripts=scripts)
    page = shown.page
    page.goto("/me/plans/")
    if language == "hi":
        page.click("text=हिन्दी")
    page.wait_for_selector(f"text={other}")
    page.get_by_label(mobile).fill("98104 55421")
    page.get_by_role("button", name=send).click()
    page.get_by_label(code).fill("000000")
    assert KeptMessage.objects.count() == 0
    digits = code_on_the_phone(live_server, page)
    page.get_by_label(code).fill(digits)
    page.get_by_role("button", name=enter, exact=True).click()
    page.wait_for_url("**/me/plans/")
    assert shown.sideways() <= 0
    page.get_by_text(plan.device).click()
    page.wait_for_url(f"**/me/plans/{plan.number}/")
    assert page.is_visible("text=₹9,799")
    assert page.is_visible(f"text={lower}")
    page.get_by_text(show).click()
    assert page.is_visible("text=−₹2,450")
    assert shown.sideways() <= 0
    shown.picture(f"my-plan-{language}-{'scripts' if scripts else 'plain'}")
    with page.expect_download() as saved:
        page.click("a[href$='certificate.pdf']")
    assert saved.value.suggested_filename == "certificate.pdf"
    assert shown.complaints == []


def test_by_the_keyboard_alone(window, live_server, plan):
    shown = window(size=HAND)
    page = shown.page
    page.goto("/sign-in/")
    page.wait_for_selector("input[name=mobile]:focus")
    page.keyboard.type("9810455421")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/")
    page.wait_for_selector("input[name=otp]:focus")
    page.keyboard.type(code_on_the_phone(live_server, page))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/plans/")
    page.goto("/me/sessions/")
    page.get_by_role("button", name="Sign out everywhere").press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.goto("/me/plans/")
    assert "/sign-in/" in page.url
    assert shown.complaints == []
