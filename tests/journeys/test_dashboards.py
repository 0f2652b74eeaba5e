"""Both dashboards in a browser: readable at a desk, in the hand and in the dark; each figure's list is a key press away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from stores.models import StaffUser, Store
from tests.interfaces.headoffice.test_dashboard import busy
from tests.journeys.conftest import DESK, HAND, Window
from tests.journeys.test_finance import readable
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Mi Preferred Partner Thiruvananthapuram East Fort and Pazhavangadi Junction Main Road"
SIZES = pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (HAND, "light"), (HAND, "dark")], ids=["desk", "hand", "hand-dark"])


@SIZES
def test_head_office(window: Callable[..., Window], head_office_user: StaffUser, clerk: Actor, size: dict[str, int], scheme: str) -> None:
    busy(clerk)
    shown = window(user=head_office_user, size=size, scheme=scheme)
    page = shown.page
    page.goto("/admin/dashboard/")
    readable(shown)
    shown.picture(f"dashboard-office-{size['width']}-{scheme}")
    page.get_by_role("link", name="Waive deductions").press("Enter")
    page.wait_for_url("**/counter/approvals/")
    assert shown.complaints == []


@SIZES
def test_a_stores_manager(
    window: Callable[..., Window], manager_user: StaffUser, clerk: Actor, store: Store, size: dict[str, int], scheme: str
) -> None:
    Store.objects.filter(pk=store.pk).update(name=LONG)
    shown = window(user=manager_user, size=size, scheme=scheme)
    page = shown.page
    page.goto("/counter/dashboard/")
    page.get_by_text("Nothing was sold in four weeks").wait_for()
    busy(clerk)
    page.reload()
    assert Axe().run(page).response["violations"] == []
    assert shown.sideways() <= 0
    shown.picture(f"dashboard-store-{size['width']}-{scheme}")
    page.get_by_role("link", name="upgraded this week").press("Enter")
    page.wait_for_url("**/counter/claims/?status=settled")
    assert shown.complaints == []
