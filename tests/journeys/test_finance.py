"""A month of the books in a browser: opened by head office with the keyboard, its files taken; readable in the hand and in the dark."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stores.clock import local_day, now
from stores.models import StaffUser, Store
from tests.architecture.eyes import UNFOLDS_OWN
from tests.factories.claims import offered, old_plan, settled
from tests.factories.plans import sellable, sold
from tests.journeys.conftest import HAND, Window
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {"books": "", "gst": "gst/", "owed": "owed/", "deferred": "deferred/", "gstr1": "gst/?gstin={gstin}"}


@pytest.fixture
def traded(clerk: Actor, transactional_db: None) -> None:
    """A sale of today, and a plan of half a year ago that was redeemed today."""
    at = now()
    phone = sellable()
    sold(actor=clerk, variant=phone, at=at)
    settled(offered(old_plan(actor=clerk, variant=phone, at=at - timedelta(days=150)), actor=clerk, at=at), actor=clerk, at=at)
    while deliver_due(at=now()):
        pass


def taken(page: Any, button: str) -> list[list[str]]:
    """The rows of the file behind a button that the keyboard presses."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).press("Enter")
    return list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))


def test_a_month_is_opened_and_its_files_are_taken(
    window: Callable[..., Window], traded: None, head_office_user: StaffUser, store: Store
) -> None:
    shown = window(user=head_office_user)
    page = shown.page
    page.goto("/admin/")
    page.get_by_role("link", name="Finance", exact=True).first.press("Enter")
    page.get_by_text("Debit and credit are equal").wait_for()
    shown.readable(excused=UNFOLDS_OWN)
    shown.picture("finance-books")
    lines = taken(page, "Journal, CSV")
    assert lines[0] == ["date", "store", "account", "name", "debit", "credit", "document"]
    assert {line[0] for line in lines[1:]} == {local_day(now()).isoformat()}
    assert "Used phones taken in" in {line[3] for line in lines}
    page.get_by_role("link", name="GST", exact=True).press("Enter")
    page.get_by_role("link", name=store.gstin).press("Enter")
    page.get_by_text("By state and rate").wait_for()
    shown.readable(excused=UNFOLDS_OWN)
    shown.picture("finance-gstr1")
    small = taken(page, "Other sales to consumers (B2CS), CSV")
    assert [row[:2] for row in small] == [["Type", "Place Of Supply"], ["OE", "07-Delhi"]]
    page.locator("#id_month").fill("2021-01")
    page.get_by_role("button", name="Show").press("Enter")
    page.get_by_text("This GSTIN issued nothing in January 2021.").wait_for()
    shown.readable(excused=UNFOLDS_OWN)


def test_every_page_is_readable(window: Callable[..., Window], traded: None, auditor_user: StaffUser, store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(name="Mi Preferred Partner Thiruvananthapuram East Fort and Pazhavangadi Junction Main Road")
    shown = window(user=auditor_user, size=HAND)
    for name, part in PAGES.items():
        shown.page.goto(f"/admin/finance/{part.format(gstin=store.gstin)}")
        shown.readable_everywhere(f"finance-{name}", excused=UNFOLDS_OWN)
    assert shown.complaints == []
