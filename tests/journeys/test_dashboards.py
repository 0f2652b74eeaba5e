"""Both dashboards in a browser: readable at a desk, in the hand and in the dark; each figure's list is a key press away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stores.models import StaffUser, Store
from tests.architecture.eyes import UNFOLDS_OWN
from tests.interfaces.headoffice.test_dashboard import busy
from tests.journeys.conftest import HAND, Window
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Mi Preferred Partner Thiruvananthapuram East Fort and Pazhavangadi Junction Main Road"


def test_head_office(window: Callable[..., Window], head_office_user: StaffUser, clerk: Actor) -> None:
    busy(clerk)
    shown = window(user=head_office_user)
    page = shown.page
    page.goto("/admin/dashboard/")
    shown.readable_everywhere("dashboard-office", excused=UNFOLDS_OWN)
    page.get_by_role("link", name="Waive deductions").press("Enter")
    page.wait_for_url("**/counter/approvals/")
    assert shown.complaints == []


def test_a_stores_manager(window: Callable[..., Window], manager_user: StaffUser, clerk: Actor, store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(name=LONG)
    shown = window(user=manager_user, size=HAND)
    page = shown.page
    page.goto("/counter/dashboard/")
    page.get_by_text("Nothing was sold in four weeks").wait_for()
    busy(clerk)
    page.reload()
    shown.readable_everywhere("dashboard-store")
    page.get_by_role("link", name="upgraded this week").press("Enter")
    page.wait_for_url("**/counter/claims/?status=settled")
    assert shown.complaints == []
