"""From the customer's own page in the hand to the claim at the counter: today's value held, its code shown, scanned, and used up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings

from stores.clock import now
from tests.factories.plans import sold
from tests.factories.portal import signed_in
from tests.journeys.conftest import DESK, HAND
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.kernel.tokens import parse_token_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(clerk, phone):
    """Billed 170 days ago: its first tier holds, and falls within days."""
    return sold(actor=clerk, variant=phone, at=now() - timedelta(days=170))


@pytest.fixture
def hand(window, live_server, plan):
    """The customer's phone, signed in."""

    def show(**looks):
        shown = window(size=HAND, **looks)
        name = settings.CUSTOMER_COOKIE_NAME
        key = signed_in(plan.customer, at=now()).cookies[name].value
        shown.page.context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
        return shown

    return show


@pytest.mark.parametrize(("language", "scripts"), [("en", False), ("hi", True)], ids=["in English, without scripts", "in Hindi"])
def test_held_in_the_hand_and_scanned_at_the_counter(hand, window, clerk_user, plan, language, scripts):
    shown = hand(scripts=scripts, scheme="dark" if language == "hi" else "light")
    page = shown.page
    if language == "hi":
        page.goto("/")
        page.click("button[value=hi]")
        page.wait_for_selector("html[lang=hi]")
    page.goto(f"/me/plans/{plan.number}/")
    page.click(f"a[href='/me/plans/{plan.number}/hold/']")
    page.wait_for_url("**/hold/")
    assert shown.sideways() == 0
    shown.picture(f"hold-offer-{language}")
    page.click("button[value=hold]")
    page.wait_for_selector("svg.size-48")
    assert shown.sideways() == 0
    shown.picture(f"hold-code-{language}")
    token = ClaimToken.objects.get()
    code = page.inner_text(".sheet p.tracking-wide")
    assert parse_token_code(code)
    assert page.locator("html").get_attribute("lang") == language
    assert shown.complaints == []

    till = window(user=clerk_user, size=DESK)
    till.page.goto("/counter/")
    till.page.focus("#scan")
    till.page.keyboard.type(code)
    till.page.keyboard.press("Enter")
    till.page.wait_for_url(f"**/counter/plans/{plan.number}/")
    assert code not in till.page.url
    assert "Reserved online by the customer: ₹9,799 (70 %)" in till.page.inner_text("main")
    assert till.page.input_value("#id_token") == code
    assert till.sideways() == 0
    till.picture(f"reserved-{language}")
    till.page.focus("#id_handset_imei")
    till.page.keyboard.type(plan.imei)
    till.page.keyboard.press("Enter")
    till.page.wait_for_url(re.compile(r"/counter/claims/[^/]+/$"))
    assert till.complaints == []
    claim = Claim.objects.get()
    token.refresh_from_db()
    assert (claim.percent, token.state, token.claim_id) == (70, "used", claim.pk)
    page.reload()
    assert page.locator("svg.size-48").count() == 0


def test_given_back_with_the_keyboard_alone(hand, plan):
    page = hand().page
    page.goto(f"/me/plans/{plan.number}/hold/")
    page.locator("button[value=hold]").press("Enter")
    page.locator("summary:has-text('I do not need it any more')").press("Enter")
    page.locator("button[value=give_back]").press("Enter")
    page.wait_for_selector("text=You have held 70 % once already")
    assert ClaimToken.objects.get().state == "given_back"


def test_the_calendar_file_is_saved_from_the_plans_page(hand, plan):
    page = hand(scripts=False).page
    page.goto(f"/p/{plan.links.get().token}/")
    with page.expect_download() as saved:
        page.click("a[href$='calendar.ics']")
    assert saved.value.suggested_filename == "smart-upgrade.ics"
    assert saved.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
