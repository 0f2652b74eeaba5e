"""The readable docs in a browser: they come up under the strict policy, and the console is quiet. Axe reads them with all public pages."""

from __future__ import annotations

import pytest

from tests.looks import DESK, HAND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _at_a_fixed_instant() -> None:
    """A browser keeps its own time."""


def test_the_docs_come_up_without_a_complaint(page, live_server):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("text=Sell a plan")
    page.click("text=Sell a plan")
    page.wait_for_selector("text=A sale paid by UPI", state="attached")
    for size in (DESK, HAND):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert complaints == []
