"""The desk of tax rates in a browser: a rate typed by one person, allowed by another, each with a second factor; in the hand and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from stores.clock import now, store_today
from stores.models import StaffUser
from tests.factories.plans import sellable, sold
from tests.factories.rates import drafted, proposal
from tests.journeys.conftest import DESK, HAND, Window
from tests.journeys.two_people import allow, ask, checker_of, complaints
from upgrade_program.billing.models import TaxRule
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_people_change_the_tax_rate(window: Callable[..., Window], head_office_user: StaffUser, clerk: Actor) -> None:
    sellable()
    sold(actor=clerk, at=now() - timedelta(minutes=5))
    maker, checker = window(user=head_office_user), checker_of(window)
    page, tomorrow = maker.page, store_today() + timedelta(days=1)
    page.goto("/admin/tax/")
    page.get_by_role("link", name="New rate").click()
    page.fill("#id_rate", "41")
    page.fill("#id_description", "Lowered")
    page.fill("#id_from_day", tomorrow.isoformat())
    page.fill("#id_reason", "Notification 1/2027")
    page.get_by_role("button", name="Show what would change").click()
    page.locator("[aria-invalid]").first.wait_for()
    page.get_by_text("It is 0 to 40 per cent").wait_for()
    assert (page.input_value("#id_rate"), page.input_value("#id_reason")) == ("41", "Notification 1/2027")
    assert not Draft.objects.exists()
    page.fill("#id_rate", "12")
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/admin/tax/drafts/*/")
    assert page.get_by_text("₹549").first.is_visible()
    maker.picture("tax-draft")
    ask(page)
    assert TaxRule.objects.count() == 1

    allow(checker, f"/admin/tax/drafts/{Draft.objects.get().pk}/")
    checker.page.get_by_text("1 document issued before says").wait_for()
    checker.picture("tax-allowed")
    new = TaxRule.objects.get(draft__isnull=False)
    assert (new.rate, new.valid.lower) == (Decimal(12), tomorrow)
    page.goto("/admin/tax/")
    assert page.get_by_text("planned").first.is_visible()
    maker.picture("tax-planned")
    assert complaints(maker, checker) == []


def test_the_rates_in_the_hand_and_in_the_dark(window: Callable[..., Window], head_office_user: StaffUser, head_office: Actor) -> None:
    sellable()
    draft = drafted(head_office, proposal(), from_day=store_today() + timedelta(days=1), at=now())
    for scheme, size in (("light", HAND), ("dark", DESK)):
        seen = window(user=head_office_user, size=size, scheme=scheme)
        for name, address in (("list", "/admin/tax/"), ("new", "/admin/tax/new/"), ("draft", f"/admin/tax/drafts/{draft.pk}/")):
            seen.page.goto(address)
            assert seen.sideways() <= 0
            seen.picture(f"tax-{scheme}-{name}")
        assert seen.complaints == []
