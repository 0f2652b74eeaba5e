"""The desk of terms in a browser: drafted and played over the last year by one person, allowed by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from stores.clock import now, store_today
from stores.models import StaffUser
from tests.factories.plans import sellable, sold
from tests.factories.terms import changed, drafted
from tests.journeys.conftest import DESK, HAND, Window
from tests.journeys.two_people import allow, ask, checker_of, complaints
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion
from upgrade_program.reporting.kept_trials import reckon_next

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_people_change_the_terms(window: Callable[..., Window], head_office_user: StaffUser, clerk: Actor) -> None:
    sellable()
    sold(actor=clerk, at=now() - timedelta(minutes=5))
    maker = window(user=head_office_user)
    checker = checker_of(window)
    page = maker.page
    page.goto("/admin/terms/")
    maker.picture("terms-list")
    page.get_by_role("link", name="New terms").click()
    page.fill("#id_tiers-0-percent", "75")
    page.fill("#id_tiers-1-percent", "80")
    page.fill("#id_reason", "Festival")
    page.fill("#id_from_day", (store_today() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Show what would change").click()
    page.locator("[aria-invalid]").first.wait_for()
    page.get_by_text("Percentages fall: the tier before gives 75 %.").wait_for()
    page.get_by_text("The text does not say 75 %, 80 %").first.wait_for()
    assert page.input_value("#id_tiers-0-percent") == "75"
    maker.picture("terms-refused")
    page.fill("#id_tiers-1-percent", "60")
    for field in ("#id_text_en", "#id_text_hi"):
        page.fill(field, page.input_value(field).replace("70 %", "75 %"))
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/admin/terms/drafts/*/")
    assert reckon_next(at=now())  # the job, of which no worker stands beside this test
    page.get_by_text("+₹700").first.wait_for()
    maker.picture("terms-draft")
    ask(page)
    assert TermsVersion.objects.count() == 1

    allow(checker, f"/admin/terms/drafts/{Draft.objects.get().pk}/")
    checker.picture("terms-allowed")
    assert TermsVersion.objects.get(version=2).valid.lower == store_today() + timedelta(days=1)
    page.goto("/admin/terms/")
    assert page.get_by_text("planned").first.is_visible()
    maker.picture("terms-planned")
    assert complaints(maker, checker) == []


def test_the_desk_in_the_hand_and_in_the_dark(
    window: Callable[..., Window], head_office_user: StaffUser, head_office: Actor, clerk: Actor
) -> None:
    sellable()
    sold(actor=clerk, at=now() - timedelta(minutes=5))
    draft = drafted(head_office, changed(free_look_days=9, hold_days=5), from_day=store_today() + timedelta(days=1), at=now())
    for scheme, size in (("light", HAND), ("dark", DESK)):
        seen = window(user=head_office_user, size=size, scheme=scheme)
        for name, address in (("list", "/admin/terms/"), ("new", "/admin/terms/new/"), ("draft", f"/admin/terms/drafts/{draft.pk}/")):
            seen.page.goto(address)
            assert seen.sideways() <= 0
            seen.picture(f"terms-{scheme}-{name}")
        assert seen.complaints == []
