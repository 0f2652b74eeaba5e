"""Paid membership sold and taken back with the keyboard, in the hand and in the dark: readable, quiet, no wider than the window."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.models import Membership
from stores.clock import local_day, now
from tests.factories.billing import cash, tax_rule
from tests.factories.loyalty import member
from tests.journeys.conftest import HAND
from upgrade_program.usecases.membership import BilledTo, sell_membership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_months_are_sold_with_the_keyboard(window, clerk_user):
    tax_rule()
    asha = member(name="Asha Venkataraghavan Subramaniam-Krishnamurthy Rao", since=now())
    shown = window(user=clerk_user)
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/")
    shown.readable_everywhere("membership-none")
    page.click("text=Sell membership")
    page.wait_for_selector("h1:has-text('Membership')")
    shown.readable_everywhere("membership-form")
    page.focus("#id_months_0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")  # 6 months
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # UPI
    page.keyboard.press("Tab")
    page.keyboard.type("41234567890")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A UTR has exactly 12 digits.")
    shown.readable_everywhere("membership-refused")
    assert page.is_checked("#id_months_1")
    assert page.is_checked("#id_paid_by_1")
    page.focus("#id_reference")
    page.keyboard.press("End")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?sold=\d+$"))
    page.wait_for_selector("text=₹150 received")
    shown.readable_everywhere("membership-sold")
    assert Membership.objects.get().months == 6
    assert [said for said in shown.complaints if "422" not in said] == []


def test_months_are_taken_back_with_the_keyboard(window, clerk, manager_user):
    tax_rule()
    asha, at = member(name="Asha Venkataraghavan Subramaniam-Krishnamurthy Rao", since=now()), now()
    sell_membership(
        actor=clerk, customer_id=asha.pk, months=6, expected_price=Decimal(150), tenders=[cash(150)], at=at, on=local_day(at),
        billed_to=BilledTo(gstin="07AAPFU0939F1ZX", address="14 Nehru Place, New Delhi"),
    )  # fmt: skip
    shown = window(user=manager_user, size=HAND, scheme="dark")
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/membership/")
    page.click("summary:has-text('For a registered buyer')")
    shown.readable_everywhere("membership-buyer")
    page.focus("text=Take these months back")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Take months back')")
    shown.readable_everywhere()
    page.focus("#id_reason")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A reason is needed for this.")
    shown.readable_everywhere("membership-back")
    page.focus("#id_reason")
    page.keyboard.type("wanted one month only")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?back=\d+$"))
    page.wait_for_selector("text=₹150 goes back the way it came")
    shown.readable_everywhere("membership-returned")
    row = Membership.objects.get()
    assert (row.taken_back_by_id, row.reason) == (manager_user.pk, "wanted one month only")
    assert [said for said in shown.complaints if "422" not in said] == []
