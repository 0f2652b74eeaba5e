"""The counter's main pages at 360 px with every sentence a third longer: nothing goes sideways, and the switch is reached by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.access.people import Who
from tests.access.world import build
from tests.interfaces.pseudo import LANGUAGE, in_pseudo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_nothing_goes_sideways_with_longer_sentences(transactional_db: None, browser: Browser, live_server: Any) -> None:
    world = build()
    plan, claims = world.ours.active.number, world.ours.claims
    pages = [
        *("/counter/", "/counter/sell/", "/counter/plans/", "/counter/claims/", "/counter/members/", "/counter/approvals/"),
        *("/counter/drawer/", "/counter/day/", "/counter/stock/", "/counter/statement/", "/counter/dashboard/", "/counter/pin/"),
        *(f"/counter/plans/{plan}/", f"/counter/plans/{plan}/cancel/"),
        *(f"/counter/claims/{claims[state].number}/" for state in ("open", "inspected", "refused", "settled")),
        f"/counter/claims/{claims['offered'].number}/settle/",
    ]
    page = browser.new_page(viewport={"width": 360, "height": 780}, reduced_motion="reduce")
    cookies = {settings.SESSION_COOKIE_NAME: world.sessions[Who.MANAGER], settings.LANGUAGE_COOKIE_NAME: LANGUAGE}
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    wider = {}
    with in_pseudo():
        for path in pages:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None, path
            assert answer.status == 200, path
            assert "⟦" in page.locator("main").inner_text(), path
            if (excess := page.evaluate(WIDER)) > 0:
                wider[path] = excess
    assert wider == {}
    page.goto(f"{live_server.url}/counter/plans/")
    page.locator("details.person > summary").focus()
    page.keyboard.press("Enter")
    page.locator("details.person button:has-text('English')").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{live_server.url}/counter/plans/"
    assert page.locator("html").get_attribute("lang") == "en"
    page.close()
