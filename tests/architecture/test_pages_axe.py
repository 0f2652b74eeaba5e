"""Every page there is, from the URL resolver: axe finds nothing, nothing scrolls sideways, the console is quiet. Interface section 2.

Each page is loaded once and looked at in light and dark, at 360 and 1366 px. A page nobody listed here or excused fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Session
from playwright.sync_api import Browser, ConsoleMessage, Page

from stores.clock import local_day, now
from stores.models import StaffUser
from tests.access import asks
from tests.access.expected import TABLE
from tests.access.expected_api import API
from tests.access.people import Answer, Thing, Who
from tests.access.routes import Route, all_routes
from tests.access.world import World, build
from tests.factories.customers import CustomerFactory
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from upgrade_program.customers.sessions import begin_session
from upgrade_program.reporting.exposure.counting import build as build_exposure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Colours fade when the scheme changes: axe would measure them half-way.
SETTLE = "document.getAnimations().forEach((a) => { try { a.finish() } catch { a.cancel() } })"
FIND = "axe.run({resultTypes: ['violations']}).then((found) => found.violations)"
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1366, 360)]
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
DESK |= {"admin:prices", "admin:prices_import", "admin:price_changes", "admin:price_change", "admin:selling_stops", "admin:signals"}
DESK |= {"admin:terms", "admin:terms_new", "admin:terms_draft", "admin:tax", "admin:tax_new", "admin:tax_draft"}
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
        self.page.evaluate(Axe().axe_script)
        for scheme, width in LOOKS:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": width, "height": 768})
            self.page.evaluate(SETTLE)
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                self.faults.append(f"{name} {scheme} {width}: {wide} px too wide")
            for fault in self.page.evaluate(FIND):
                if fault["id"] not in (excused or {}):
                    nodes = "; ".join(" ".join(node["html"].split())[:140] for node in fault["nodes"][:2])
                    self.faults.append(f"{name} {scheme} {width}: {fault['id']} ×{len(fault['nodes'])}: {nodes}")
        self.page.set_viewport_size({"width": 1366, "height": 768})

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


def test_every_page_is_looked_at() -> None:
    """A new page comes into these lists by itself; the desk's are stood for by a few."""
    public, staff, desk = ({route.name for route in visited_as(who)} for who in (Who.ANONYMOUS, Who.MANAGER, Who.HEAD_OFFICE))
    public |= {route.name for route in visited_as(Who.CUSTOMER)}
    assert {"portal:estimate", "portal:plan", "account_login", "api:docs"} <= public
    assert {"counter:home", "counter:sell", "counter:plans", "counter:plan", "counter:done", "counter:cancel", "counter:invoice"} <= staff
    assert desk >= DESK
    assert {name for name in desk if not name.startswith("admin")} == OFFICE
    seen = public | staff | desk | NO_PAGES
    never = {route.name for route in ROUTES if "GET" in TABLE.get(route.name, {}) and route.name not in seen}
    assert {name for name in never if name.startswith(("counter", "portal"))} == set()


def test_pages_of_a_signed_in_customer(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    window.open("/sign-in/")
    window.page.fill("input[name=mobile]", "12345")
    for name, then in (("what is no mobile", world.ours.mobile[-10:]), ("the page for the code", "")):
        with window.page.expect_navigation():
            window.page.keyboard.press("Enter")
        window.look(name)
        if then:
            window.page.fill("input[name=mobile]", then)
    window.page.fill("input[name=otp]", "12345")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look("a code that is none")
    key = {"name": settings.CUSTOMER_COOKIE_NAME, "value": world.customers[Who.CUSTOMER], "url": window.address}
    window.page.context.add_cookies([key])  # type: ignore[list-item]
    for route in visited_as(Who.CUSTOMER):
        window.open(path_of(world, route))
    window.page.goto(f"{window.address}{path_of(world, next(route for route in ROUTES if route.name == 'portal:my_plan'))}")
    window.page.locator("details summary").last.click()
    window.look("what could lower the value, opened")
    for number in (world.ours.pending.number, world.ours.cancelled.number, world.ours.claimable.number):
        window.open(f"/me/plans/{number}/")
    key["value"], _ = begin_session(customer=CustomerFactory(created_at=now()), at=now())
    window.page.context.add_cookies([key])  # type: ignore[list-item]
    window.open("/me/plans/")


def test_public_pages(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    for route in visited_as(Who.ANONYMOUS):
        window.open(path_of(world, route))
    window.open("/?device=Redmi+Note+9+Pro+4/64")
    window.open("/?device=note")
    window.open("/?device=nokia")
    window.open("/?device=&bill_date=nonsense")
    window.open("/nothing/here/", status=404)
    window.open(f"/p/{world.ours.old_token}/", status=404)
    stop = next(route for route in ROUTES if route.name == "portal:optout")
    for button in ("Stop these messages", "Let them come again"):
        window.page.goto(f"{window.address}{path_of(world, stop)}")
        with window.page.expect_navigation():
            window.page.get_by_role("button", name=button).click()
        window.look(f"the page of reminders after {button!r}")
    window.page.goto(f"{window.address}/accounts/login/")
    window.page.fill("input[name=login]", "manager")
    window.page.fill("input[name=password]", "a-Wrong-Password-31")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look("the sign-in page after a wrong password")
    window.page.context.add_cookies([{"name": "django_language", "value": "hi", "url": window.address}])
    window.open("/?device=Redmi+Note+9+Pro+4/64")
    window.open(f"/p/{world.theirs.token}/")


def test_staff_pages(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    window.sign_in("manager")
    for route in visited_as(Who.MANAGER):
        window.open(path_of(world, route))
    for plan in (world.ours.pending, world.ours.cancelled, world.theirs.active):
        window.open(f"/counter/plans/{plan.number}/")
    window.open(f"/counter/plans/{world.ours.pending.number}/done/")
    window.open(f"/counter/plans/{world.theirs.active.number}/cancel/", status=403)
    window.open(f"/counter/plans/{world.ours.active.number}/cancel/")
    for button in ("Send the code", "Cancel the plan"):
        with window.page.expect_navigation():
            window.page.get_by_role("button", name=button).click()
        window.look(f"the cancel page after {button!r}")
    window.open(f"/counter/plans/{world.unknown_number}/", status=404)
    window.open(f"/counter/documents/{world.ours.cancelled.credit_note_id}/")
    window.open("/counter/plans/?q=nobody+is+called+so")
    window.open("/counter/day/?on=2021-01-01")
    window.open("/counter/day/?on=soon")
    window.page.goto(f"{window.address}/counter/drawer/")
    window.page.locator("summary:has-text('Take cash out')").click()
    window.look("the drawer with cash to take out")
    with window.page.expect_navigation():
        window.page.locator("button:has-text('Close the drawer')").click()
    assert window.page.locator("[aria-invalid=true]").count() == 1
    window.look("the drawer with a difference that has no reason")
    window.open("/accounts/2fa/totp/activate/")
    window.page.fill("input[name=password]", PASSWORD)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.open("/accounts/2fa/totp/deactivate/")
    window.open("/accounts/2fa/recovery-codes/generate/")
    with window.page.expect_navigation():
        window.page.click("main button")
    window.look("the recovery codes, shown once")
    window.open("/accounts/2fa/")
    window.page.goto(f"{window.address}/counter/")
    window.page.locator("[data-scan]").first.fill("SERIAL12345")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look("the home page after a scan that means nothing")
    window.page.goto(f"{window.address}/counter/")
    window.page.click("[data-camera=scan]")
    window.page.locator("#camera-sheet [role=alert]").wait_for()
    window.look("the camera's sheet on a device that has none")
    window.page.goto(f"{window.address}/counter/sell/")
    window.page.fill("input[name=device]", "Redmi Note 9 Pro")
    window.page.fill("input[name=imei]", "123")
    with window.page.expect_navigation():
        window.page.keyboard.press("Control+Enter")
    assert window.page.locator("[aria-invalid=true]").count() > 3
    window.look("the sale with its refusals")


def test_pages_of_a_store_that_has_sold_nothing(world: World, eyes: Callable[[], Eyes]) -> None:
    newcomer = StaffFactory(username="newcomer")
    PostingFactory(staff=newcomer, store=StoreFactory(code="KA01", state="29"), role="manager")
    give_second_factor(newcomer)
    window = eyes()
    window.sign_in("newcomer")
    window.open("/counter/")
    window.open("/counter/plans/")
    window.open("/counter/drawer/")
    window.open("/counter/day/")


def test_the_desk(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    window.sign_in("headoffice")
    window.open("/admin/exposure/", excused=UNFOLDS_OWN)  # before anything was counted
    build_exposure(on=local_day(world.at), at=world.at)
    for route in visited_as(Who.HEAD_OFFICE):
        if route.name in DESK:
            window.open(path_of(world, route), excused={} if route.name in OFFICE else UNFOLDS_OWN)
    falls = world.ours.claimable.fall_days[0] + timedelta(days=1)
    window.open(f"/admin/exposure/calendar/?month={falls:%Y-%m}&store={world.ours.store.pk}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?falls={falls.isoformat()}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?store={world.ours.store.pk}", excused=UNFOLDS_OWN)


def test_the_lock_and_the_setting_up_of_a_second_factor(world: World, eyes: Callable[[], Eyes]) -> None:
    newcomer = StaffFactory(username="newcomer")
    PostingFactory(staff=newcomer, store=world.ours.store, role="manager")
    window = eyes()
    window.sign_in("newcomer")
    window.look("the setting up")
    window.page.fill("input[name=code]", "12345x")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look("the setting up after a wrong code")
    window.page.context.clear_cookies()
    window.sign_in("clerk")
    window.open("/counter/pin/")
    window.page.keyboard.press("Alt+l")
    window.page.locator("#till-cover [name=till-pin]").wait_for()
    window.look("the cover")
    window.page.locator("#till-cover button.btn-primary").click()
    window.page.locator("#till-cover [role=alert]").first.wait_for()
    window.look("the cover after a wrong PIN")
    window.open("/counter/", status=423)
    window.page.click("summary")
    window.look("the lock page with the password")
    window.page.context.clear_cookies()
    window.sign_in("clerk")
    session = Session(next(cookie["value"] for cookie in window.page.context.cookies() if cookie["name"] == "session"))
    session["till_kept_form"] = {"to": "/counter/find/", "fields": [["q", "a number typed before the till locked"]]}
    session.save()
    window.open("/counter/kept/")
