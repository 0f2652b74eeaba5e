"""How every page is looked at: which pages there are and who opens them, and a browser that notes what is wrong in each look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page

from stores.models import StaffUser
from tests.access import asks
from tests.access.expected import TABLE
from tests.access.expected_api import API
from tests.access.people import Answer, Thing, Who
from tests.access.routes import Route, all_routes
from tests.access.world import World, build
from tests.factories.sessions import fresh_code
from tests.factories.stores import PASSWORD
from tests.looks import LOOKS, in_each

ROUTES = all_routes()

# Answers for programs and parts of pages: no pages of their own.
NO_PAGES = {"healthz", "readyz", "metrics", "counter:devices", "counter:partner_devices", "admin:jsi18n", "demo:latest"} | {
    name for name in API if name != "api:docs"
}
NO_PAGES |= {"counter:photo", "counter:claim_voucher", "counter:claim_return"}  # a picture and PDFs
NO_PAGES |= {"portal:download", "portal:my_paper", "portal:calendar", "portal:my_calendar"}  # files to save
NO_PAGES |= {"portal:sign_in_code"}  # a page only once a code was asked for: looked at on the way of the customer
NO_PAGES |= {"portal:robots", "portal:sitemap", "portal:manifest", "portal:service_worker"}  # for programs
NO_PAGES |= {"counter:kept"}  # a page only while a form is kept: looked at with the lock
NO_PAGES |= {"counter:document_pdf", "counter:certificate", "counter:payment_request"}  # PDF, read back by their own tests
# Unfold's pages are all made alike: its index, a list and a form stand for the rest.
OFFICE = {"counter:points", "counter:self_audit"}  # of the counter's pages head office and auditors alone read these
DESK = OFFICE | {"admin:index", "admin:stores_store_changelist", "admin:catalog_devicemodel_add"}
DESK |= {"admin:programme_draft_add", "admin:programme_draft_edit", "admin:programme_draft_change", "admin:programme_earnrule_changelist"}
DESK |= {"admin:messaging_previews", "admin:messaging_preview"}
DESK |= {"admin:plan_file", "admin:plan_file_trail"}
DESK |= {"admin:terms", "admin:terms_new", "admin:terms_draft", "admin:tax", "admin:tax_new", "admin:tax_draft"}
DESK |= {"admin:prices", "admin:prices_import", "admin:price_changes", "admin:price_change", "admin:selling_stops", "admin:signals"}
DESK |= {"admin:exposure", "admin:exposure_calendar"}
DESK |= {"admin:dashboard", "admin:finance", "admin:finance_deferred", "admin:finance_gst", "admin:finance_owed"}
DESK |= {"admin:stores_import", "admin:staff_import", "admin:store_closing", "admin:prices_past"}
# What axe finds in Unfold's own templates, which we do not write: by rule, with the reason. Everything else on the desk counts.
UNFOLDS_OWN = {
    "landmark-one-main": "Unfold's skeleton has no <main>; a best practice of axe, not a rule of WCAG",
    "region": "Unfold's header and tool bar stand outside of landmarks; a best practice, not a rule of WCAG",
    "landmark-unique": "Unfold's scroll areas all bear the same label; a best practice, not a rule of WCAG",
}


def visited_as(who: Who) -> list[Route]:
    """The routes whose GET gives this one a page, and gave nobody before them in `PUBLIC, STAFF, DESK` one."""
    before = [Who.ANONYMOUS, Who.MANAGER, Who.HEAD_OFFICE, Who.CUSTOMER]
    before = before[: before.index(who)]

    def gives(route: Route, whom: Who) -> bool:
        rule = TABLE.get(route.name, {}).get("GET")
        return rule is not None and rule.expected(whom, Thing.OURS if route.takes else Thing.NONE)[0] == Answer(200)

    return [
        route for route in ROUTES if route.name not in NO_PAGES and gives(route, who) and not any(gives(route, other) for other in before)
    ]


class Eyes:
    """One browser window that looks at page after page and notes what is wrong."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.page: Page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
        self.faults: list[str] = []
        self.at = ""
        self.count = 0
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.at}: {error}"))

    def open(self, path: str, *, status: int = 200, excused: dict[str, str] | None = None) -> None:
        """Go there; the answer must be this status, or what is looked at is another page."""
        self.at = path
        answer = self.page.goto(f"{self.address}{path}")
        if answer is None or answer.status != status:
            self.faults.append(f"{path}: answered {answer and answer.status}, not {status}")
        self.page.locator("h1").first.wait_for(state="attached")  # Swagger writes its page when it has read the schema
        self.look(path, excused=excused)

    def look(self, name: str, *, excused: dict[str, str] | None = None) -> None:
        """The page as it stands, in every look."""
        self.at = name
        self.count += 1
        for look, faults in in_each(self.page, excused=excused or {}):
            self.faults += [f"{name} {look}: {fault}" for fault in faults]

    def keep(self, cookie: str, value: str) -> None:
        self.page.context.add_cookies([{"name": cookie, "value": value, "url": self.address}])

    def enter(self, session: str) -> None:
        """As the person of this session, who signed in before; of whoever was here before, nothing stays."""
        self.page.context.clear_cookies()
        self.keep(settings.SESSION_COOKIE_NAME, session)

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        if "/2fa/authenticate/" in self.page.url:
            self.look("the page that asks for the code")
            self.page.fill("input[name=code]", fresh_code(StaffUser.objects.get(username=username)))
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser itself notes that a page answered 403, 404 or 422; that is what was asked of it.
        about_this_page = message.location.get("url", "").split("#")[0] == self.page.url and "Failed to load resource" in message.text
        refused_pin = "/counter/unlock/" in message.location.get("url", "") and "status of 422" in message.text
        if message.type == "error" and not about_this_page and not refused_pin:
            self.faults.append(f"{self.at}: console: {message.text}")


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def eyes(browser: Browser, live_server: Any) -> Iterator[Callable[[], Eyes]]:
    opened: list[Eyes] = []
    begun = time.monotonic()

    def make() -> Eyes:
        opened.append(Eyes(browser, live_server.url))
        return opened[-1]

    yield make
    for each in opened:
        each.page.close()
    print(f"{sum(each.count for each in opened)} pages × {len(LOOKS)} looks in {time.monotonic() - begun:.0f} s")
    faults = [fault for each in opened for fault in each.faults]
    assert not faults, "\n" + "\n".join(faults)


def path_of(world: World, route: Route) -> str:
    return asks.address(world, route, Thing.OURS if route.takes else Thing.NONE)
