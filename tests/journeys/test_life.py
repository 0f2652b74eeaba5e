"""The rarer acts on a plan in a browser: from "More" to what the plan and the customer's page say, at a desk, in a hand, in the dark."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.factories.claims import old_plan
from tests.factories.codes import newest_code
from tests.factories.life import allowing_transfer, swapped
from tests.factories.plans import AT, TODAY, new_imei
from tests.journeys.conftest import HAND, Window
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.exchange import grant_swap

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _third_of_may() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def plan(clerk, phone) -> Plan:
    return old_plan(actor=clerk, variant=phone)


def look(shown: Window, name: str) -> None:
    shown.fits(f"life-{name}")


def more(shown: Window, plan: Plan, act: str) -> None:
    shown.page.goto(f"/counter/plans/{plan.number}/")
    shown.page.get_by_text("More", exact=True).click()
    look(shown, "more")
    shown.page.get_by_role("link", name=act).click()
    shown.page.wait_for_load_state()


def test_an_exchange_is_asked_for_and_its_chain_is_shown(window, plan, clerk, clerk_user, manager):
    shown = window(user=clerk_user)
    page = shown.page
    more(shown, plan, "Warranty exchange")
    page.get_by_label("IMEI of the new phone").fill(new_imei())
    page.get_by_label("Number on the service centre's paper").fill("SC/27/0815")
    page.get_by_label("Service centre", exact=True).fill("Mi Service Karol Bagh")
    look(shown, "exchange")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A reason is needed for this.")
    look(shown, "exchange-refused")
    page.get_by_label("Reason, in a few words").fill("Mainboard exchanged in warranty")
    page.get_by_role("button", name="Ask for the exchange").click()
    page.wait_for_selector("text=A warranty exchange waits for approval by a second person.")
    look(shown, "exchange-waits")
    grant_swap(actor=manager, approval_id=Approval.objects.get().pk, at=AT, on=TODAY)
    swapped(Plan.objects.get(pk=plan.pk), asker=clerk, granter=manager)
    page.reload()
    page.get_by_role("heading", name="Exchanged in warranty").scroll_into_view_if_needed()
    look(shown, "chain")
    mine = window(size=HAND)
    mine.page.goto(f"/p/{plan.links.get().token}/")
    assert mine.page.get_by_text("IMEI ending").count() == 2
    mine.page.get_by_role("heading", name="Exchanged in warranty").scroll_into_view_if_needed()
    look(mine, "portal-chain")
    assert [words for words in shown.complaints if "422" not in words] == []  # Chromium tells of every answer that is a refusal
    assert mine.complaints == []


def test_a_mobile_is_corrected(window, plan, clerk_user):
    shown = window(user=clerk_user, size=HAND, scheme="dark")
    page = shown.page
    more(shown, plan, "Correct name or mobile")
    page.get_by_label("Right mobile").fill("98104 55499")
    page.get_by_label("Reason, in a few words").fill("One digit wrong")
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_selector("text=A code is on its way to")
    look(shown, "correct")
    page.get_by_label("Code from the customer's phone").fill(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Customer's mobile corrected")
    assert Plan.objects.get(pk=plan.pk).customer.mobile == "+919810455499"
    assert shown.complaints == []


def test_the_consent_is_withdrawn_and_given_again(window, plan, other_clerk_user):
    shown = window(user=other_clerk_user, size=HAND)  # at another store than sold it
    page = shown.page
    more(shown, plan, "The customer's consent")
    shown.readable_everywhere("consent-withdraw")
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_selector("text=A code is on its way to")
    shown.readable_everywhere("consent-code")
    page.get_by_label("Code from the customer's phone").fill(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Consent withdrawn: nothing is sent about the plan any more")
    more(shown, plan, "The customer's consent")
    page.get_by_role("button", name="Give the consent again").click()
    page.wait_for_selector("text=The customer's code is needed.")
    shown.readable_everywhere("consent-refused")
    page.get_by_role("checkbox", name="Has read the text (v1) and agrees").check()
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_selector("text=A code is on its way to")
    page.get_by_label("Code from the customer's phone").fill(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Consent given again")
    assert [words for words in shown.complaints if "422" not in words] == []


def test_a_plan_rests_and_goes_on(window, plan, manager_user):
    shown = window(user=manager_user, size=HAND)
    page = shown.page
    more(shown, plan, "Suspend the plan")
    page.get_by_label("The phone is stolen").check()
    page.get_by_label("Reason, in a few words").fill("FIR 12/27")
    look(shown, "suspend")
    page.get_by_role("button", name="Suspend the plan").click()
    page.wait_for_selector("text=Suspended (phone stolen)")
    look(shown, "suspended")
    mine = window(size=HAND)
    mine.page.goto(f"/p/{plan.links.get().token}/")
    look(mine, "portal-suspended")
    more(shown, plan, "Let the plan go on")
    page.get_by_label("Reason, in a few words").fill("Phone found")
    look(shown, "resume")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Goes on again")
    assert shown.complaints == []


def test_a_plan_is_given_to_another_person_with_the_keyboard_alone(window, plan, clerk_user):
    allowing_transfer(plan)
    shown = window(user=clerk_user, scheme="dark")
    page = shown.page

    def tab_to(name: str, role: str = "textbox") -> None:
        wanted = page.get_by_role(role, name=name)
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("field => field === document.activeElement"):
                return
        raise AssertionError(f"Tab never comes to {name}")

    more(shown, plan, "Give to another person")
    look(shown, "transfer")
    tab_to("Their mobile")
    page.keyboard.type("98330 12345")
    tab_to("Their name")
    page.keyboard.type("Meena Joshi")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # English, then Hindi: its text comes at once
    assert page.get_by_text("(v1)").locator("visible=true").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Phone sold to her")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The customer's code is needed.")
    look(shown, "transfer-refused")
    page.get_by_role("button", name="Send the code").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A code is on its way to")
    giving = newest_code()
    page.get_by_role("button", name="Send the code").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=98••• ••345")
    look(shown, "transfer-codes")
    tab_to("Code from the present holder's phone")
    page.keyboard.type(giving)
    tab_to("Code from the new holder's phone")
    page.keyboard.type(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Given to another person")
    look(shown, "transferred")
    moved = Plan.objects.get(pk=plan.pk)
    assert (moved.customer.mobile, moved.customer_name, moved.customer_language) == ("+919833012345", "Meena Joshi", "hi")
    assert [words for words in shown.complaints if "422" not in words] == []
