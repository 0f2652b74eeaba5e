"""Head office's desk in a real browser: Unfold works under our policy, without a word in the console."""

from __future__ import annotations

from typing import Any

import pytest

from stores.models import StaffUser, Store
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD

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
