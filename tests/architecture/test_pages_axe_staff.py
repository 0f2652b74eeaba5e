"""The pages of the counter: axe finds nothing, nothing scrolls sideways, the console is quiet; after a refusal and behind the lock too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.db import SessionStore as Session
from django.test import Client

from stores.models import StaffUser, Store
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import Eyes, eyes, path_of, visited_as, world
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of eyes.py


def test_staff_pages(world: World, client_for: Callable[[StaffUser], Client], eyes: Callable[[], Eyes]) -> None:
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
    # A store that has sold nothing.
    newcomer = StaffFactory(username="newcomer")
    PostingFactory(staff=newcomer, store=StoreFactory(code="KA01", state="29"), role="manager")
    window.enter(str(client_for(newcomer).session.session_key))
    for address in ("/counter/", "/counter/plans/", "/counter/drawer/", "/counter/day/"):
        window.open(address)


def test_the_lock_and_the_setting_up_of_a_second_factor(store: Store, clerk_user: StaffUser, eyes: Callable[[], Eyes]) -> None:
    newcomer = StaffFactory(username="newcomer")
    PostingFactory(staff=newcomer, store=store, role="manager")
    window = eyes()
    window.sign_in("newcomer")
    window.look("the setting up")
    window.page.fill("input[name=code]", "12345x")
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look("the setting up after a wrong code")
    window.page.context.clear_cookies()
    window.sign_in(clerk_user.username)
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
    window.sign_in(clerk_user.username)
    session = Session(next(cookie["value"] for cookie in window.page.context.cookies() if cookie["name"] == "session"))
    session["till_kept_form"] = {"to": "/counter/find/", "fields": [["q", "a number typed before the till locked"]]}
    session.save()
    window.open("/counter/kept/")
