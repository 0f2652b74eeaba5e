"""A member leaves at another store's counter, in the hand, by the code from their phone."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.queries import is_member
from stores.clock import now
from tests.factories.codes import newest_code
from tests.factories.loyalty import member
from tests.journeys.conftest import HAND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_consent_to_points_is_withdrawn(window, other_clerk_user):
    asha = member(name="Asha Venkataraghavan-Chattopadhyay of Nehru Place", since=now())
    shown = window(user=other_clerk_user, size=HAND)
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/")
    shown.readable_everywhere("leave-member")
    page.click("text=Withdraw the consent to points")
    page.wait_for_selector("text=Tell the customer what follows when it is withdrawn")
    shown.readable_everywhere("leave")
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_selector("text=A code is on its way to")
    page.get_by_role("button", name="Withdraw the consent").click()
    page.wait_for_selector("text=The customer's code is needed.")
    shown.readable_everywhere("leave-refused")
    page.get_by_label("Code from the member's phone").fill(newest_code(at=now()))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=This customer has left the points programme.")
    shown.readable_everywhere("leave-left")
    assert not is_member(asha.pk)
    assert [words for words in shown.complaints if "422" not in words] == []
