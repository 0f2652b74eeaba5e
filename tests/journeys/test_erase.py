"""A person is erased in a browser: asked for with the keyboard in the hand, allowed at head office's desk."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from stores.clock import now
from tests.factories.loyalty import member
from tests.journeys.conftest import HAND
from upgrade_program.customers.models import Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_asked_in_the_hand_and_allowed_at_the_desk(window, manager_user, head_office_user):
    asha = member(name="Asha Venkataraghavan-Chattopadhyay of Nehru Place", since=now())
    shown = window(user=manager_user, size=HAND, scheme="dark")
    page = shown.page
    page.goto(f"/counter/members/{member_id(asha.pk)}/")
    page.click("text=Erase this person")
    page.wait_for_selector("text=What stays, and why")
    shown.readable()
    shown.picture("erase-hand")
    page.focus("#id_reason")
    page.keyboard.type("Wrote a letter, showed a passport")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=This waits for head office.")
    desk = window(user=head_office_user)
    desk.page.goto("/counter/approvals/")
    desk.page.wait_for_selector("text=Erase a person")
    desk.picture("erase-desk")
    desk.page.click("button[value=allow]")
    desk.page.wait_for_selector("button[value=allow]", state="detached")
    assert Customer.objects.get(pk=asha.pk).erased
    assert (shown.complaints, desk.complaints) == ([], [])
