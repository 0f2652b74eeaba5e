"""A whole sale: with the keyboard alone, without scripts, called away in the middle, and with a phone in the hand."""

from __future__ import annotations

import re

import pytest

from loyalty.programme.queries import is_member
from tests.factories.plans import new_imei, sold
from tests.factories.stores import PASSWORD
from tests.journeys.camera.sheet import until
from tests.journeys.conftest import HAND
from upgrade_program.plans.models import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, text):
    """Every sign as a key of its own: no mouse, no filling in."""
    for sign in text:
        page.keyboard.press("Space" if sign == " " else sign)


def tab_to(page, name):
    """On with Tab until the field of that name has the focus."""
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by Tab")


def test_a_sale_by_keyboard_alone(window, clerk_user, phone):
    shown = window()
    page, imei = shown.page, new_imei()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/counter/")
    tab_to(page, "login")
    press(page, clerk_user.username)
    page.keyboard.press("Tab")
    press(page, PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#scan")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/counter/sell/")
    press(page, "note 9 pro 4/64")
    page.wait_for_selector("input[name=expected_price][value='549.00']", state="attached")
    page.keyboard.press("Enter")
    for text in (imei, "TI/27/00042", "13999", "9810455421", "Farhan Ali"):
        press(page, text)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the language stays English
    page.keyboard.press("Space")  # the customer has read the text
    page.keyboard.press("Enter")
    page.keyboard.press("Space")  # and wants to earn points
    page.keyboard.press("Enter")
    press(page, "300")
    page.keyboard.press("Enter")
    press(page, "249")
    page.keyboard.press("Enter")
    press(page, "412345678901")
    page.wait_for_selector("text=₹549 of ₹549")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on the last field: sell
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/done/$"))
    plan = Plan.objects.get()
    assert (plan.status, plan.imei, plan.customer_name) == ("active", imei, "Farhan Ali")
    assert [(part.method, part.amount) for part in plan.collection.payments.all()] == [("cash", 300), ("upi", 249)]
    assert is_member(plan.customer_id)
    shown.picture("done")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/")
    assert shown.complaints == []
    assert [address for address in asked if imei in address or "98104" in address] == []


def test_a_sale_without_scripts(window, clerk_user, phone):
    shown = window(user=clerk_user, scripts=False)
    page, imei = shown.page, new_imei()
    page.goto("/counter/")
    page.fill("#scan", imei)
    page.press("#scan", "Enter")
    page.wait_for_url("**/counter/sell/")
    page.fill("#id_device", "note 9 pro 4/64")
    page.press("#id_device", "Enter")  # looks, and never sells
    page.wait_for_selector("text=₹9,799")
    assert page.input_value("#id_imei") == imei
    assert Plan.objects.count() == 0
    page.fill("#id_bill_number", "TI/27/00042")
    page.fill("#id_bill_price", "13,999")
    page.fill("#id_mobile", "98104 55421")
    page.fill("#id_name", "Farhan Ali")
    page.fill("#id_cash", "540")
    page.check("#id_consent")
    page.click("aside button[value=sell]")
    page.wait_for_selector("text=The payments come to ₹540")
    assert page.is_checked("#id_consent")
    page.fill("#id_cash", "549")
    page.click("aside button[value=sell]")
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/done/$"))
    assert Plan.objects.get().imei == imei
    page.click("text=Print the receipt")
    page.wait_for_selector("text=DL01/I")


def test_a_half_finished_sale_survives_being_called_away(window, clerk_user, phone):
    shown = window(user=clerk_user)
    page = shown.page
    page.goto("/counter/sell/")
    page.fill("#id_device", "note 9 pro")
    page.fill("#id_imei", "350000000000019")
    page.fill("#id_name", "Farhan Ali")
    page.wait_for_selector("text=₹9,799")
    page.goto("/counter/")
    page.goto("/counter/sell/")
    page.wait_for_selector("input[name=expected_price][value='549.00']", state="attached")
    assert page.input_value("#id_imei") == "350000000000019"
    assert page.input_value("#id_name") == "Farhan Ali"
    assert not page.is_checked("#id_consent")


def test_a_wrong_imei_keeps_everything_and_gets_the_focus(window, clerk_user, phone):
    shown = window(user=clerk_user)
    page = shown.page
    page.goto("/counter/sell/")
    page.fill("#id_device", "note 9 pro")
    page.wait_for_selector("text=₹9,799")
    page.fill("#id_imei", "865713 04 552019 7")
    page.fill("#id_name", "Farhan Ali")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=These 15 digits do not belong together")
    page.wait_for_selector("#id_imei:focus")
    assert page.input_value("#id_name") == "Farhan Ali"
    shown.picture("sale-refused")
    assert Plan.objects.count() == 0


def test_a_known_customer_is_filled_in_and_the_quote_follows_what_is_typed(window, clerk_user, clerk, phone):
    sold(actor=clerk, variant=phone, customer_language="hi")
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.goto("/counter/sell/")
    page.fill("#id_device", "note 9")
    page.wait_for_selector("#bar-price:has-text('₹549')")
    page.fill("#id_mobile", "98104 55421")
    page.keyboard.press("Tab")
    page.wait_for_selector("text=Known since")
    assert page.input_value("#id_name") == "Farhan Ali"
    assert page.input_value("#id_language") == "hi"
    until(page, "document.activeElement.id === 'id_name' && document.getSelection().toString() === 'Farhan Ali'")
    page.keyboard.type("Farah Ali")  # the name that came is marked: typing replaces it
    assert page.input_value("#id_name") == "Farah Ali"
    page.wait_for_selector("#consent >> text=हिन्दी")
    page.fill("#id_upi", "549")
    page.keyboard.press("Tab")
    page.wait_for_selector("[aria-label='Code to pay by UPI']")
    assert shown.sideways() <= 0
    assert shown.complaints == []
