"""The sample in a real browser: axe in light and dark, at counter and phone width; the keys; the content policy."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.foundation.ui import sample
from tests.foundation.ui.conftest import Render
from tests.looks import COLOURS, in_each

pytestmark = pytest.mark.browser
ORIGIN = "http://sample.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'"
)
# Two lines that cannot be read, each in one look alone.
PLANTED = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.planted { background: #222; color: #ddd; }
    @media (max-width: 63rem) { .wide { display: none; } } @media (min-width: 63rem) { .narrow { display: none; } }
    @media (prefers-color-scheme: dark) { .wide { color: #333; } } @media (prefers-color-scheme: light) { .narrow { color: #333; } }`);
  document.adoptedStyleSheets.push(sheet);
  document.querySelector("main").insertAdjacentHTML("beforeend", '<p class="planted wide">desk</p><p class="planted narrow">hand</p>');
"""


def answer(route: Route, pages: dict[str, str], sent: list[str]) -> None:
    """Serves the pages at hand and the files of `static/`, under the policy of the real site."""
    path = urlsplit(route.request.url).path
    if route.request.method == "POST":
        sent.append(route.request.post_data or "")
    if path.startswith(settings.STATIC_URL):
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        route.fulfill(path=str(found), content_type=mimetypes.guess_type(path)[0] or "text/plain")
    else:
        route.fulfill(
            body=pages.get(path, pages["/"]), content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )


def opened(browser: Browser, html: str, *, sent: list[str] | None = None) -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.route(f"{ORIGIN}/**", lambda route: answer(route, {"/": html}, [] if sent is None else sent))
    page.goto(f"{ORIGIN}/")
    return page


def until(page: Page, condition: str) -> None:
    """Wait until it is so. Playwright's own `wait_for_function` is refused by the policy."""
    for _ in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {condition}")


@pytest.fixture
def html(render: Render) -> str:
    return "<!doctype html>" + render(sample.PAGE, **sample.context()).split("<!DOCTYPE html>", 1)[1]


def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, html: str) -> None:
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.route(f"{ORIGIN}/**", lambda route: answer(route, {"/": html}, []))
    page.goto(f"{ORIGIN}/")
    assert [(look, found) for look, found in in_each(page) if found] == []
    colours = page.evaluate("axe.getRules(['cat.color']).filter((rule) => !rule.tags.includes('wcag2aaa')).map((rule) => rule.ruleId)")
    assert set(colours) == set(COLOURS), "rules about colours, asked in each scheme"
    assert complaints == []
    page.evaluate(PLANTED)
    found = {look: [fault.split(" ")[0] for fault in faults] for look, faults in in_each(page)}
    assert found == {"1366-light": [], "360-light": ["color-contrast"], "360-dark": [], "1366-dark": ["color-contrast"]}
    page.close()


def test_the_chosen_colours_stay(browser: Browser, html: str) -> None:
    page = opened(browser, html)
    page.locator("#theme-night").check(force=True)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 23, 22)"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 23, 22)"
    assert page.locator("#theme-night").is_checked()
    page.locator("#theme-system").check(force=True)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 247, 246)"


@pytest.fixture
def sent() -> list[str]:
    return []


@pytest.fixture
def keys(browser: Browser, render: Render, sent: list[str]) -> Page:
    page = opened(browser, render(sample.KEYS), sent=sent)
    page.evaluate(
        "document.getElementById('p').addEventListener('click', (e) => e.target.dataset.pressed = (e.target.dataset.pressed ?? '') + 'x')"
    )
    return page


def test_enter_moves_on_and_sells_only_on_the_last_field(keys: Page, sent: list[str]) -> None:
    keys.locator("[name=a]").focus()
    keys.keyboard.type("1")
    keys.keyboard.press("Enter")
    keys.keyboard.type("2")
    keys.keyboard.press("Escape")
    assert keys.evaluate("document.activeElement.name") == "a"
    keys.keyboard.press("Enter")
    keys.keyboard.press("Enter")
    assert keys.evaluate("document.activeElement.name") == "c"
    assert sent == []
    with keys.expect_navigation():
        keys.keyboard.press("Enter")
    assert sent == ["a=1&b=2&c=&act=sell"]


def test_without_scripts_enter_only_looks(browser: Browser, render: Render) -> None:
    sent: list[str] = []
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(f"{ORIGIN}/**", lambda route: answer(route, {"/": render(sample.KEYS)}, sent))
    page.goto(f"{ORIGIN}/")
    page.locator("[name=a]").fill("1")
    with page.expect_navigation():
        page.locator("[name=a]").press("Enter")
    assert sent == ["act=look&a=1&b=&c="]


def test_ctrl_enter_presses_the_main_act_from_any_field(keys: Page, sent: list[str]) -> None:
    keys.locator("[name=a]").focus()
    with keys.expect_navigation():
        keys.keyboard.press("Control+Enter")
    assert sent == ["a=&b=&c=&act=sell"]


def test_letters_act_outside_fields_only_and_can_be_switched_off(keys: Page) -> None:
    keys.locator("[name=a]").focus()
    keys.keyboard.press("p")
    assert keys.locator("#p").get_attribute("data-pressed") is None
    keys.evaluate("document.activeElement.blur()")
    keys.keyboard.press("p")
    assert keys.locator("#p").get_attribute("data-pressed") == "x"
    keys.locator("[data-letters]").uncheck()
    keys.evaluate("document.activeElement.blur()")
    keys.keyboard.press("p")
    assert keys.locator("#p").get_attribute("data-pressed") == "x"


def test_slash_and_f2_go_to_the_scan_field(keys: Page) -> None:
    keys.evaluate("document.activeElement.blur()")
    keys.keyboard.press("/")
    assert keys.evaluate("'scan' in document.activeElement.dataset")
    keys.locator("[name=a]").focus()
    keys.keyboard.press("/")
    assert keys.locator("[name=a]").input_value() == "/"
    keys.keyboard.press("F2")
    assert keys.evaluate("'scan' in document.activeElement.dataset")


def test_a_half_finished_sale_survives_being_called_away_and_adds_up(browser: Browser, render: Render) -> None:
    page = opened(browser, render(sample.DRAFT))
    page.locator("[name=name]").fill("Farhan Ali")
    page.locator("[name=cash]").fill("300")
    page.locator("[name=upi]").fill("1,00.50")
    page.locator("[name=consent]").check()
    assert page.locator("[data-paid]").inner_text() == "₹400.50 of ₹549"
    assert page.locator("[data-rest]").inner_text() == "₹148.50"
    page.goto(f"{ORIGIN}/elsewhere")
    page.goto(f"{ORIGIN}/")
    assert page.locator("[name=name]").input_value() == "Farhan Ali"
    assert page.locator("[name=cash]").input_value() == "300"
    assert not page.locator("[name=consent]").is_checked()
    assert page.evaluate("localStorage.length") == 0


def test_a_form_is_sent_once_and_not_at_all_without_a_line(browser: Browser, render: Render) -> None:
    sent: list[str] = []
    page = opened(browser, render(sample.DRAFT), sent=sent)
    page.context.set_offline(True)
    until(page, "!navigator.onLine")
    page.locator("button").click()
    page.get_by_text("No connection.").wait_for()
    page.context.set_offline(False)
    until(page, "navigator.onLine")
    with page.expect_navigation():
        page.evaluate("const f = document.forms[0]; f.requestSubmit(); f.requestSubmit();")
    assert len(sent) == 1
