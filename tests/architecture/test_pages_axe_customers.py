"""The pages of a signed-in customer: axe finds nothing, nothing scrolls sideways, the console is quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from stores.clock import now
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import ROUTES, Eyes, eyes, path_of, visited_as, world
from tests.factories.customers import CustomerFactory
from upgrade_program.customers.sessions import begin_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of eyes.py


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
    for address in ("/me/plans/", "/me/points/", "/me/points/history/", "/me/rewards/", "/me/privacy/"):
        window.open(address)
