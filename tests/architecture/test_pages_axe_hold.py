"""The pages of what a customer holds: axe finds nothing, nothing scrolls sideways, in each state and both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings

from tests.access.people import Thing, Who
from tests.access.world import World
from tests.architecture.eyes import Eyes, eyes, world
from tests.factories.tokens import given_back, reserved

__all__ = ["eyes", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_of_what_is_held(world: World, eyes: Callable[[], Eyes]) -> None:
    window, shelf = eyes(), world.shelves[Thing.OURS]
    plan = shelf.claimable
    window.page.context.add_cookies(
        [{"name": settings.CUSTOMER_COOKIE_NAME, "value": world.customers[Who.CUSTOMER], "url": window.address}]
    )

    def both(path: str) -> None:
        for language in ("en", "hi"):
            window.page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": window.address}])
            window.open(path)

    hold = f"/me/plans/{plan.number}/hold/"
    both(hold)
    reserved(plan, at=world.at)
    both(hold)
    window.page.locator("summary").first.click()
    window.look("what is held, before it is given back")
    both(f"/me/plans/{plan.number}/")
    given_back(plan, at=world.at + timedelta(minutes=1))
    both(hold)
    both(f"/me/plans/{shelf.active.number}/hold/")
    both(f"/me/plans/{shelf.claims['open'].plan.number}/hold/")
    both(f"/p/{plan.links.get().token}/")


def test_the_plans_page_at_the_counter_with_what_is_held(world: World, eyes: Callable[[], Eyes]) -> None:
    window, plan = eyes(), world.ours.claimable
    reserved(plan, at=world.at)
    window.sign_in("manager")
    window.open(f"/counter/plans/{plan.number}/")
