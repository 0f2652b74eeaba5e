"""One value everywhere: the plan page, the customer's page and the API read the same rupees, days and working."""

from __future__ import annotations

import re

import pytest

from stores.clock import now
from tests.factories.plans import days_ago, sold
from tests.factories.stores import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def hero(page):
    return page.inner_text(".rs-hero").replace("₹", "").replace(",", "").strip()


def working(page):
    lines = page.locator("ol.why li").all()
    return [": ".join(part.inner_text() for part in line.locator("> span").all()) for line in lines]


def table(text):
    """Day, day and rupees of each tier, as either page writes them."""
    return re.findall(r"(\d+ \w+ \d{4})\s+to (\d+ \w+ \d{4})", text)


def test_staff_page_public_page_and_api_agree(window, clerk_user, clerk, phone):
    staff, customer = window(user=clerk_user).page, window().page
    api = staff.context.request
    token = api.post("/api/v1/tokens/", data={"username": clerk_user.username, "password": PASSWORD}).json()["token"]
    key = {"Authorization": f"Bearer {token}"}
    for days in (10, 100, 300, 470):
        plan = sold(actor=clerk, variant=phone, at=days_ago(days, at=now()), phone_invoice_number=f"P/{days}")
        staff.goto(f"/counter/plans/{plan.number}/")
        customer.goto(f"/p/{plan.links.get().token}/")
        told = api.get(f"/api/v1/plans/{plan.number}/value/", headers=key).json()
        assert hero(staff) == hero(customer) == told["assured"].removesuffix(".00"), days
        assert working(staff) == working(customer) == told["working"], days
        tiers = api.get(f"/api/v1/plans/{plan.number}/", headers=key).json()["tiers"]
        assert len(tiers) == 4
        assert table(staff.inner_text(".tiers")) == table(customer.inner_text("main"))[: len(tiers)], days
