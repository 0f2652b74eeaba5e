"""Paid membership sold and taken back with the keyboard, in the hand and in the dark: readable, quiet, no wider than the window."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from loyalty.members.ids import member_id
from loyalty.programme.models import Membership
from stores.clock import local_day, now
from tests.factories.billing import cash, tax_rule
from tests.factories.loyalty import member
from tests.journeys.conftest import DESK, HAND
from upgrade_program.usecases.membership import BilledTo, sell_membership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def readable(shown: Any) -> None:
    assert Axe().run(shown.page).response["violations"] == []
    assert shown.sideways() <= 0


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (HAND, "dark")], ids=["desk", "hand"])
def test_months_are_sold_with_the_keyboard(window, clerk_user, size, scheme):
    tax_rule()
    asha = member(name="Asha Venkataraghavan Subramaniam-Krishnamurthy Rao", since=now())
    shown = window(user=clerk_user, size=size, scheme=scheme)
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/")
    readable(shown)
    shown.picture(f"membership-none-{scheme}")
    page.click("text=Sell membership")
    page.wait_for_selector("h1:has-text('Membership')")
    readable(shown)
    shown.picture(f"membership-form-{scheme}")
    page.focus("#id_months_0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")  # 6 months
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # UPI
    page.keyboard.press("Tab")
    page.keyboard.type("41234567890")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A UTR has exactly 12 digits.")
    readable(shown)
    shown.picture(f"membership-refused-{scheme}")
    assert page.is_checked("#id_months_1")
    assert page.is_checked("#id_paid_by_1")
    page.focus("#id_reference")
    page.keyboard.press("End")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?sold=\d+$"))
    page.wait_for_selector("text=₹150 received")
    readable(shown)
    shown.picture(f"membership-sold-{scheme}")
    assert Membership.objects.get().months == 6
    assert [said for said in shown.complaints if "422" not in said] == []


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (HAND, "dark")], ids=["desk", "hand"])
def test_months_are_taken_back_with_the_keyboard(window, clerk, manager_user, size, scheme):
    tax_rule()
    asha, at = member(name="Asha Venkataraghavan Subramaniam-Krishnamurthy Rao", since=now()), now()
    sell_membership(
        actor=clerk, customer_id=asha.pk, months=6, expected_price=Decimal(150), tenders=[cash(150)], at=at, on=local_day(at),
        billed_to=BilledTo(gstin="07AAPFU0939F1ZX", address="14 Nehru Place, New Delhi"),
    )  # fmt: skip
    shown = window(user=manager_user, size=size, scheme=scheme)
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/membership/")
    page.click("summary:has-text('For a registered buyer')")
    readable(shown)
    shown.picture(f"membership-buyer-{scheme}")
    page.focus("text=Take these months back")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Take months back')")
    readable(shown)
    page.focus("#id_reason")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A reason is needed for this.")
    readable(shown)
    shown.picture(f"membership-back-{scheme}")
    page.focus("#id_reason")
    page.keyboard.type("wanted one month only")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?back=\d+$"))
    page.wait_for_selector("text=₹150 goes back the way it came")
    readable(shown)
    shown.picture(f"membership-returned-{scheme}")
    row = Membership.objects.get()
    assert (row.taken_back_by_id, row.reason) == (manager_user.pk, "wanted one month only")
    assert [said for said in shown.complaints if "422" not in said] == []
