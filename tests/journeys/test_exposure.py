"""What is owed in a browser: from the sums to the calendar, a day, its plans and their file; by keyboard, in the hand, in the dark."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from stores.clock import local_day, now
from stores.models import StaffUser
from tests.factories.plans import sellable, sold
from tests.journeys.conftest import HAND, Window
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.exposure.counting import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plans(clerk: Actor, other_clerk: Actor) -> list[Plan]:
    """Twelve plans of two stores and two models, some of a long name, sold over the last fifteen months."""
    other_store = other_clerk
    long = sellable(name="Redmi Note 9 Pro Max Interstellar Black Festival Edition", srp=16_499, price=599)
    at = now()
    found = []
    for n in range(12):
        seller, phone = (clerk, sellable()) if n % 3 else (other_store, long)
        price = "549" if n % 3 else "599"
        made = {"price": price, "phone_invoice_number": f"T/{n}", "customer_mobile": f"98104 554{n:02}"}
        found.append(sold(actor=seller, variant=phone, at=at - timedelta(days=20 + 33 * n), **made))
    build(on=local_day(at), at=at)
    return found


def next_fall(plans: list[Plan]) -> date:
    """The next day but one or later on which a plan falls: nothing moves while the test runs over midnight."""
    soon = local_day(now()) + timedelta(days=2)
    return min(day for plan in plans for day in (last + timedelta(days=1) for last in plan.fall_days) if day >= soon)


def test_from_the_sums_to_a_days_plans_and_their_file(
    window: Callable[..., Window], plans: list[Plan], head_office_user: StaffUser, tmp_path: Path
) -> None:
    shown = window(user=head_office_user)
    page = shown.page
    page.goto("/admin/exposure/")
    shown.picture("exposure")
    falls = next_fall(plans)
    expected = [plan for plan in plans if falls - timedelta(days=1) in plan.fall_days]
    month = page.locator(f"a[href='/admin/exposure/calendar/?month={falls:%Y-%m}']")
    month.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/exposure/calendar/**")
    shown.picture("exposure-calendar")
    day = page.locator(f"a[href='/admin/exposure/plans/?falls={falls.isoformat()}']")
    assert f"{len(expected)} plan" in day.inner_text()
    day.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/exposure/plans/**")
    shown.picture("exposure-plans")
    listed = page.locator("tbody th a").all_inner_texts()
    assert sorted(listed) == sorted(plan.written for plan in expected)
    page.get_by_role("button", name="CSV").focus()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "plans.csv")
    header, *rows = csv.reader((tmp_path / "plans.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (header[0], sorted(row[0] for row in rows)) == ("plan", sorted(listed))
    page.get_by_role("link", name="Back to").click()
    page.wait_for_url("**/exposure/calendar/**")
    assert shown.complaints == []


def test_in_the_hand_nothing_is_too_wide(window: Callable[..., Window], plans: list[Plan], auditor_user: StaffUser) -> None:
    shown = window(user=auditor_user, size=HAND, scheme="dark")
    falls = next_fall(plans)
    store = plans[0].store_id
    for name, path in (
        ("sums", "/admin/exposure/?by=model"),
        ("calendar", f"/admin/exposure/calendar/?month={falls:%Y-%m}"),
        ("plans", f"/admin/exposure/plans/?store={store}"),
    ):
        answer = shown.page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert shown.sideways() == 0, path
        shown.picture(f"exposure-{name}-hand")


def test_without_scripts_it_reads_the_same(window: Callable[..., Window], plans: list[Plan], head_office_user: StaffUser) -> None:
    page = window(user=head_office_user, scripts=False).page
    page.goto("/admin/exposure/")
    assert page.get_by_role("heading", name="Falling month by month").is_visible()
    page.goto(f"/admin/exposure/calendar/?month={next_fall(plans):%Y-%m}")
    assert page.locator(".ex-days a").count() > 0
