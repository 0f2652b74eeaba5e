"""Every page there is, from the URL resolver: axe finds nothing, nothing scrolls sideways, the console is quiet. Interface section 2.

Each page is loaded once and looked at in light and dark, at 360 and 1366 px. A page nobody listed in eyes.py or excused fails.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.access.expected import TABLE
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import DESK, NO_PAGES, OFFICE, ROUTES, Eyes, eyes, path_of, visited_as, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of eyes.py


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
