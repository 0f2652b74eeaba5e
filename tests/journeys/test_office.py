"""The back room in a browser: phones handed over by keyboard at 1366 px, a quote by touch at 360 px, both printed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from stores.clock import local_day, now
from stores.models import StaffUser
from tests.access.backroom import HALF_A_YEAR
from tests.factories.claims import offered, settled
from tests.factories.plans import sellable, sold
from tests.journeys.conftest import HAND, Window
from upgrade_program.buyback.models import Handover, Handset, PartnerQuote
from upgrade_program.buyback.services import set_partner_price
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT_PRINTS = "window.print = () => { window.printed = (window.printed || 0) + 1 }"


def test_phones_are_handed_over_by_keyboard(window: Callable[..., Window], clerk: Actor, clerk_user: StaffUser) -> None:
    at = now()
    settled(offered(sold(actor=clerk, at=at - HALF_A_YEAR), actor=clerk, at=at), actor=clerk, at=at)
    shown = window(user=clerk_user)
    page = shown.page
    page.add_init_script(COUNT_PRINTS)
    page.goto("/counter/stock/")
    page.focus(f"#row-{Handset.objects.get().pk}")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Ravi Kumar")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/stock/*/")
    assert Handover.objects.get().taken_by == "Ravi Kumar"
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") == 1
    assert shown.complaints == []


def test_a_quote_is_given_by_touch(window: Callable[..., Window], head_office: Actor, clerk_user: StaffUser) -> None:
    at = now()
    phone = sellable(name="POCO M2 Pro", brand="POCO", price=None, eligible=False)
    sellable(name="POCO X2", brand="POCO", price=None, eligible=False)
    price = {"amount": Decimal(4_200), "from_day": local_day(at), "reason": "List", "at": at}
    set_partner_price(actor=head_office, model=phone.model, grade="good", **price)
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.add_init_script(COUNT_PRINTS)
    page.goto("/counter/quote/")
    page.fill("#id_device", "poco")
    page.get_by_label("POCO M2 Pro 4/64").check()
    page.get_by_label("Everything works. No cracks").check()
    page.get_by_role("button", name="Ask for a quote").click()
    page.wait_for_url("**/counter/quote/*/")
    assert PartnerQuote.objects.get().amount == 4_200
    assert page.get_by_text("price table of head office").is_visible()
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") == 1
    assert shown.sideways() == 0
    assert shown.complaints == []
