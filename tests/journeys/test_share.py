"""The customer's link leaves the counter: copied by one key, or sent by WhatsApp, SMS or the device's sheet; and without scripts."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.factories.plans import sold
from tests.journeys.conftest import HAND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def done(clerk, phone):
    """The done page's address of a plan, and the plan's link."""
    plan = sold(actor=clerk, variant=phone)
    return f"/counter/plans/{plan.number}/done/", f"http://127.0.0.1:8000/p/{plan.links.get().token}/"


def test_the_key_copies_the_link_and_says_so(window, clerk_user, done):
    shown, (address, link) = window(user=clerk_user), done
    page = shown.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    assert not page.is_visible("text=Copied.")
    page.keyboard.press("s")
    page.wait_for_selector("text=Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert not page.is_visible("[data-share]"), "this browser has no share sheet of its own"
    assert shown.complaints == []


def test_where_copying_is_refused_the_link_is_marked_to_be_copied_by_hand(window, clerk_user, done):
    page = window(user=clerk_user).page
    page.add_init_script("Clipboard.prototype.writeText = () => Promise.reject(new Error('no'))")
    page.goto(done[0])
    page.click("[data-copy]")
    assert page.evaluate("document.getSelection().toString()") == done[1]
    assert not page.is_visible("text=Copied.")


def test_the_devices_own_sheet_gets_the_same_text(window, clerk_user, done):
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.add_init_script("navigator.share = async (what) => { globalThis.shared = what; }")
    page.goto(done[0])
    page.click("text=Share >> visible=true")
    text = page.evaluate("shared.text")
    assert text.startswith("Your Smart Upgrade plan ")
    assert text.endswith(done[1])
    assert unquote(page.get_attribute("a:has-text('WhatsApp')", "href")).endswith(text)
    assert shown.sideways() <= 0


def test_without_scripts_the_links_remain(window, clerk_user, done):
    page = window(user=clerk_user, scripts=False).page
    page.goto(done[0])
    assert not page.is_visible("[data-copy]")
    assert not page.is_visible("[data-share]")
    assert page.get_attribute("a:has-text('WhatsApp')", "rel") == "noopener noreferrer"
    assert page.get_attribute("a:has-text('SMS')", "href").startswith("sms:?&body=Your%20Smart%20Upgrade")
    assert page.input_value("#link-field") == done[1]
