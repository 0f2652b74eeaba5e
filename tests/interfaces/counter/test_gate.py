"""The door of the counter: strangers sign in first, people without a post stay outside, staff pages are English and never kept."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.plans import sold
from tests.factories.stores import StaffFactory
from upgrade_program.interfaces.counter.urls import urlpatterns

pytestmark = pytest.mark.django_db


OWN = {"lock", "unlock", "awake", "kept", "pin"}  # one's own till and PIN: signed in is enough


def addresses(plan):
    known = {"number": plan.number, "pk": plan.invoice_id, "photo": uuid4(), "key": "case-voucher"}
    for pattern in urlpatterns:
        kwargs = {name: known[name] for name in pattern.pattern.converters}
        yield pattern.name, reverse(f"counter:{pattern.name}", kwargs=kwargs)


def test_strangers_are_led_to_the_sign_in_page_and_change_nothing(clerk, client, phone, traces):
    plan = sold(actor=clerk, variant=phone)
    before = traces()
    for name, address in addresses(plan):
        for answer in (client.get(address), client.post(address, {"q": plan.number, "ground": "free_look", "reason": "x"})):
            assert answer.status_code in {302, 405}, name
            if answer.status_code == 302:
                assert answer.url.startswith("/accounts/login/?next=/counter/"), name
    assert traces() == before


def test_a_person_without_a_post_is_turned_away(clerk, client_for, phone, store):
    plan = sold(actor=clerk, variant=phone)
    client = client_for(StaffFactory(username="idle"))
    for name, address in addresses(plan):
        if name in OWN:
            continue
        assert {client.get(address).status_code, client.post(address).status_code} <= {403, 405}, name


def test_no_page_is_kept_by_the_browser(clerk, manager_client, phone):
    plan = sold(actor=clerk, variant=phone)
    for name, address in addresses(plan):
        answer = manager_client.get(address)
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], name


def test_staff_pages_are_english_whatever_the_browser_asks_for(clerk_client, store):
    page = clerk_client.get("/counter/", HTTP_ACCEPT_LANGUAGE="hi").content.decode()
    assert '<html lang="en">' in page
    assert "Scan or type." in page


def test_a_form_without_its_secret_is_refused(clerk_user, store):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk_user, backend="stores.backend.Staff")
    assert client.post("/counter/find/", {"q": "x"}).status_code == 403
