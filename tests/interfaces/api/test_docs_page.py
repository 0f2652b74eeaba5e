"""The readable docs in a browser: they come up under the strict policy, without a complaint of the console or of axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _at_a_fixed_instant() -> None:
    """A browser keeps its own time."""


@pytest.mark.parametrize("width", [360, 1366])
def test_the_docs_come_up_without_a_complaint(page, live_server, width):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("text=Sell a plan")
    found = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in Axe().run(page).response["violations"]]
    assert found == []
    page.click("text=Sell a plan")
    page.wait_for_selector("text=A sale paid by UPI", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
