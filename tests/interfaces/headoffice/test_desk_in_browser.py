"""Head office's desk in a real browser: Unfold works under our policy, without a word in the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from stores.clock import local_day
from stores.models import StaffUser, Store
from tests.factories.plans import sellable, sold
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, HeadOfficeFactory
from tests.factories.terms import asked, changed
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.kept_trials import reckon_next

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_signing_in_reading_and_correcting_a_store(live_server: Any, page: Any, head_office_user: StaffUser, store: Store) -> None:
    give_second_factor(head_office_user)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/admin/stores/store/")
    page.fill("input[name=login]", "headoffice")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.fill("input[name=code]", fresh_code(head_office_user))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/admin/stores/store/")
    page.click("text=DL01")
    page.fill("input[name=pincode]", "110021")
    page.click("button[name=_save], input[name=_save]")
    page.wait_for_url(f"{live_server.url}/admin/stores/store/")
    for address in ("", "stores/staffuser/add/", "stores/posting/add/"):
        page.goto(f"{live_server.url}/admin/{address}")
    assert Store.objects.get().pincode == "110021"
    assert complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_trial_comes_to_the_page_and_a_note_begun_beside_it_stays(
    live_server: Any,
    browser: Any,
    head_office: Actor,
    clerk: Actor,
    client_for: Callable[[StaffUser | None], Client],
    at: datetime,
    scripts: bool,
) -> None:
    """By itself; without scripts, by the link."""
    sold(actor=clerk, variant=sellable(), at=at - timedelta(minutes=1))
    later = local_day(at) + timedelta(days=2)  # to come, even if it is midnight before the page is there
    request = asked(head_office, changed(free_look_days=9), from_day=later, at=at)
    session = client_for(HeadOfficeFactory(username="headoffice2")).session.session_key
    context = browser.new_context(java_script_enabled=scripts)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/terms/drafts/{request.facts['draft']}/")
    assert page.get_by_text("Being reckoned since").is_visible()
    page.get_by_label("Note").fill("Agreed with finance")
    assert reckon_next(at=at)
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    page.get_by_text("As of").wait_for()
    assert page.get_by_text("the 1 plan sold from").is_visible()
    assert page.get_by_role("link", name="Look again").count() == 0
    if scripts:
        assert page.get_by_label("Note").input_value() == "Agreed with finance"
    context.close()
