"""A plan sold with points and refunded: with the keyboard, in the hand, and without scripts."""

from __future__ import annotations

import re

import pytest

from stores.clock import now
from tests.factories.loyalty import loyalty
from tests.factories.plans import new_imei, sold
from tests.journeys.conftest import HAND
from tests.loyalty.spending.purse import has, hear, rich
from upgrade_program.plans.models import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def known(clerk, phone):
    """A member whom the store knows, with 1,000 points."""
    loyalty()
    at = now()
    farhan = rich(1000, at=at)
    sold(actor=clerk, variant=phone, at=at)
    return farhan


def begun(page) -> str:
    """A sale up to its payment."""
    imei = new_imei()
    page.fill("#id_device", "note 9 pro 4/64")
    page.fill("#id_imei", imei)
    page.fill("#id_bill_number", "TI/27/00043")
    page.fill("#id_bill_price", "13,999")
    page.fill("#id_mobile", "98104 55421")
    return imei


def test_sold_with_points_in_the_hand_and_refunded(window, clerk_user, manager_user, known):
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.goto("/counter/sell/")
    imei = begun(page)
    page.keyboard.press("Tab")
    page.wait_for_selector("#points-hint:has-text('up to 109 may be used here')")
    page.fill("#id_points", "100")
    page.keyboard.press("Tab")
    page.wait_for_selector("#points-hint:has-text('900 of 1,000 points stay')")
    page.fill("#id_cash", "449")
    page.wait_for_selector("text=₹549 of ₹549")
    assert shown.sideways() <= 0
    shown.picture("sale-with-points")
    page.check("#id_consent")
    page.wait_for_load_state("networkidle")
    page.click(".act-bar button[value=sell]")
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/done/$"))
    page.wait_for_selector("text=Paid in part with 100 points; 900 stay")
    assert shown.complaints == []
    plan = Plan.objects.get(imei=imei)
    assert has(known, at=now()) == (0, 900, 0, 0)

    desk = window(user=manager_user)
    page = desk.page
    page.goto(f"/counter/plans/{plan.number}/cancel/")
    page.wait_for_selector("text=100 points")
    desk.picture("refund-with-points")
    page.check("input[value=store_error]")
    page.fill("#id_reason", "Sold by mistake")
    page.click("text='Cancel the plan' >> visible=true")
    page.wait_for_url(re.compile(rf"/counter/plans/{plan.number}/$"))
    assert has(known, at=now()) == (0, 1000, 0, 0)
    assert desk.complaints == []


def test_the_passport_tells_a_sale_with_points_and_its_refund(window, clerk_user, manager_user, known):
    """Sold with 100 points, cancelled, and every point read back from the journal: where it came from and what took it."""
    desk = window(user=clerk_user)
    page = desk.page
    page.goto("/counter/sell/")
    imei = begun(page)
    page.keyboard.press("Tab")
    page.wait_for_selector("#points-hint:has-text('up to 109 may be used here')")
    page.fill("#id_points", "100")
    page.fill("#id_cash", "449")
    page.check("#id_consent")
    page.wait_for_load_state("networkidle")
    page.click("aside button[value=sell]")
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/done/$"))
    plan = Plan.objects.get(imei=imei)
    hear(now())
    assert has(known, at=now()) == (2 * 189, 900, 0, 0)  # of the plan they had before, too

    def journal() -> None:
        page.goto("/counter/members/")
        page.fill("#id_mobile", "98104 55421")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Every point, newest first")

    def passport(line: str) -> str:
        page.click(f'li a:has-text("{line}")')
        page.wait_for_selector(f'li a[aria-current=true]:has-text("{line}")')
        return " ".join(page.inner_text("#passport").split())

    journal()
    assert "100 of 1,000 from" in passport("Part of a plan's price paid")
    earned = passport("₹13,999 → 139.99 → 139")
    assert f"Plan {plan.written}, {plan.device}." in earned
    desk.picture("passport-sold")
    page.click("#passport a:has-text('Open the plan')")
    page.wait_for_url(f"**/counter/plans/{plan.number}/")

    office = window(user=manager_user)
    office.page.goto(f"/counter/plans/{plan.number}/cancel/")
    office.page.check("input[value=store_error]")
    office.page.fill("#id_reason", "Sold by mistake")
    office.page.click("text='Cancel the plan' >> visible=true")
    office.page.wait_for_url(re.compile(rf"/counter/plans/{plan.number}/$"))
    hear(now())
    assert has(known, at=now()) == (189, 1000, 0, 0)

    journal()
    assert "+100 " in passport("Plan cancelled: used points came back")
    assert "100 came back" in passport("Points earned")
    assert "139: Plan cancelled" in passport("₹13,999 → 139.99 → 139")
    desk.picture("passport-refunded")
    assert desk.complaints == []
    assert office.complaints == []


def test_sold_with_points_without_scripts(window, clerk_user, known):
    page = window(user=clerk_user, scripts=False).page
    page.goto("/counter/sell/")
    begun(page)
    page.press("#id_mobile", "Enter")  # looks, and never sells
    page.wait_for_selector("text=up to 109 may be used here")
    page.fill("#id_points", "110")
    page.fill("#id_cash", "439")
    page.check("#id_consent")
    page.click("aside button[value=sell]")
    page.wait_for_selector("text=Use 109 points at most")
    page.fill("#id_points", "109")
    page.fill("#id_cash", "440")
    page.click("aside button[value=sell]")
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/done/$"))
    page.wait_for_selector("text=Paid in part with 109 points; 891 stay")
