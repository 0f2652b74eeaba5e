"""Every page of the counter and the portal, on a desk and in a hand: readable by everybody, quiet, no wider than the window."""

from __future__ import annotations

import pytest

from stores.clock import now
from tests.factories.plans import days_ago, sold, upi
from tests.journeys.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_TIER_FALLS = 181  # days after the bill, about when the first tier ends


@pytest.fixture
def addresses(clerk, phone):
    """Name and address of each page; the store has plans in every state a page tells apart."""
    plan = sold(actor=clerk, variant=phone, at=days_ago(120, at=now()))
    pending = sold(actor=clerk, variant=phone, at=now(), tenders=[upi()])
    for days in range(FIRST_TIER_FALLS - 4, FIRST_TIER_FALLS + 4):
        sold(actor=clerk, variant=phone, at=days_ago(days, at=now()))
    return {
        "home": "/counter/",
        "sell": "/counter/sell/",
        "plans": "/counter/plans/",
        "no-plan-fits": "/counter/plans/?q=zzz",
        "plan": f"/counter/plans/{plan.number}/",
        "pending": f"/counter/plans/{pending.number}/",
        "done": f"/counter/plans/{plan.number}/done/",
        "cancel": f"/counter/plans/{plan.number}/cancel/",
        "customer": f"/counter/customers/{plan.customer_id}/",
        "estimate": "/?device=note+9+pro",
        "portal": f"/p/{plan.links.get().token}/",
    }


def test_every_page_is_quiet_and_fits(window, manager_user, addresses):
    """With all that a page fetches as it opens; what axe says of each stands in tests/architecture."""
    shown = window(user=manager_user)
    for name, address in addresses.items():
        shown.page.goto(address)
        shown.come_to_rest()
        shown.fits(name)
    assert shown.complaints == []


def test_the_sale_with_its_quote_fits_one_screen_of_a_desk(window, clerk_user, phone):
    shown = window(user=clerk_user)
    page = shown.page
    page.goto("/counter/sell/")
    page.fill("#id_device", "note 9 pro")
    page.wait_for_selector("text=₹9,799")
    shown.come_to_rest()
    shown.picture("sale")
    bottom = page.evaluate("document.querySelector('#id_card_reference').getBoundingClientRect().bottom")
    assert bottom <= DESK["height"]
    shown.readable()


def test_a_refused_sale_is_accessible_too(window, clerk_user, phone):
    shown = window(user=clerk_user, scheme="dark")
    page = shown.page
    page.goto("/counter/sell/")
    page.click("aside button[value=sell]")
    page.wait_for_selector("text=fields to correct")
    shown.readable()
    shown.fits("sale-without-anything")
