"""A model stopped in a browser by one person, at a keyboard and on a phone's screen, and sold again by two, without scripts of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stores.clock import now
from stores.models import StaffUser
from tests.factories.plans import sellable
from tests.factories.stores import HeadOfficeFactory
from tests.journeys.conftest import HAND, Window
from upgrade_program.catalog.queries import offer_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "Batteries of the batch of 12 April swell when they are charged overnight; the maker asks every shop to stop at once " * 2


def wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_stopped_by_one_and_sold_again_by_two(window: Callable[..., Window], transactional_db: None, head_office_user: StaffUser) -> None:
    variant = sellable()
    colleague = HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi")
    maker, checker = window(user=head_office_user), window(user=colleague, size=HAND, scheme="dark")
    page = maker.page
    page.goto("/admin/prices/")
    page.get_by_label("Pricing desk").get_by_role("link", name="Stops").press("Enter")
    page.get_by_label("Model").select_option(label="Redmi Note 9 Pro")
    page.get_by_label("Reason").focus()
    page.keyboard.type(REASON[:200])
    page.keyboard.press("Enter")
    page.get_by_text("selling stopped").wait_for()
    assert not offer_for(sku=variant.sku, at=now()).sellable
    maker.picture("stops-standing")
    page.get_by_label("Why it may be sold again").focus()
    page.keyboard.type("Batch checked")
    page.keyboard.press("Enter")
    page.get_by_text("asks for it to be sold again").wait_for()

    hand = checker.page
    hand.goto("/admin/prices/stops/")
    assert wide(hand) == 0
    checker.picture("stops-to-allow")
    hand.get_by_role("button", name="Allow: sell it again").click()
    hand.get_by_text("No model is stopped.").wait_for()
    assert wide(hand) == 0
    checker.picture("stops-lifted")
    assert offer_for(sku=variant.sku, at=now()).sellable
