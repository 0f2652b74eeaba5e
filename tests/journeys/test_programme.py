"""The programme's next version in a browser: edited by keyboard, previewed, asked for; a second person of head office allows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.programme.models import Draft
from loyalty.programme.queries import rules_on
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.clock import local_day, now
from stores.models import StaffUser, Store
from tests.architecture.eyes import UNFOLDS_OWN
from tests.factories.loyalty import loyalty, member, sold_plan
from tests.factories.stores import HeadOfficeFactory
from tests.journeys.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rules_are_edited_previewed_asked_for_and_allowed_by_a_second_person(
    window: Callable[..., Window], head_office_user: StaffUser, store: Store
) -> None:
    loyalty()
    at = now()
    for _ in range(3):
        earn_for_plans_sold([sold_plan(member(since=at - timedelta(days=30)), store, at=at - timedelta(days=2))], at=at)
    begins = local_day(at) + timedelta(days=20)
    maker = window(user=head_office_user)
    page = maker.page
    page.goto("/admin/programme/earnrule/")
    page.get_by_role("link", name="New version from the newest").click()
    assert page.locator("#id_rules-0-points").input_value() == "1"
    page.fill("#id_from_day", begins.isoformat())
    page.fill("#id_reason", "Diwali")
    page.fill("#id_rules-0-points", "0")
    page.get_by_role("button", name="Save the draft").press("Enter")
    page.get_by_text("A rule gives points above zero").wait_for()
    assert page.locator("#id_reason").input_value() == "Diwali"
    maker.readable_everywhere(excused=UNFOLDS_OWN)
    page.fill("#id_rules-0-points", "2")
    page.get_by_role("button", name="Save the draft").press("Enter")
    page.wait_for_url("**/programme/draft/*/change/")
    assert page.get_by_role("button", name="Ask to publish it").count() == 0
    page.get_by_role("button", name="Preview on past bills").press("Enter")
    page.get_by_text("The bills that change most").wait_for()
    page.get_by_text("₹13,999 → 279.98 → 279").first.wait_for()
    page.get_by_role("button", name="Ask to publish it").press("Enter")
    page.get_by_role("button", name="Withdraw the request").wait_for()
    maker.readable_everywhere(excused=UNFOLDS_OWN)
    draft = Draft.objects.get()

    second = window(user=HeadOfficeFactory(username="headoffice2"))
    theirs = second.page
    theirs.goto("/admin/programme/earnrule/")
    theirs.get_by_role("link", name=", by ").click()
    theirs.get_by_text("+420").first.wait_for()
    theirs.get_by_role("button", name="Reject it").press("Enter")
    theirs.get_by_text("A reason is needed for this.").wait_for()
    second.readable_everywhere(excused=UNFOLDS_OWN)
    theirs.get_by_role("button", name="Allow it").press("Enter")
    theirs.get_by_text("published", exact=True).wait_for()
    assert {rule.key: rule.points for rule in rules_on(begins)}["phone_bill"] == 2
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert [words for words in maker.complaints + second.complaints if "status of 422" not in words] == []


def test_the_other_forms_are_calm_at_every_width(window: Callable[..., Window], head_office_user: StaffUser) -> None:
    loyalty()
    shown = window(user=head_office_user)
    for part in ("settings", "status"):
        shown.page.goto(f"/admin/programme/draft/add/?part={part}")
        shown.readable_everywhere(excused=UNFOLDS_OWN)
    assert shown.complaints == []
