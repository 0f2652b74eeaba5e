"""The quote for a phone without a plan: found, asked for, told, printed; and the dead ends that lead to it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories.plans import AT, TODAY, sellable, sold
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.buyback.models import PartnerQuote
from upgrade_program.buyback.services import set_partner_price

pytestmark = pytest.mark.django_db
PAGE = "/counter/quote/"


@pytest.fixture
def poco(head_office: Any) -> Any:
    """A phone no plan is sold on, at ₹4,200 in good condition."""
    phone = sellable(name="POCO M2 Pro", brand="POCO", price=None, eligible=False)
    set_partner_price(actor=head_office, model=phone.model, grade="good", amount=Decimal(4_200), from_day=TODAY, reason="List", at=AT)
    return phone


def ask(client: Client, **changes: Any) -> Any:
    return client.post(PAGE, {"device": "poco m2 pro 4/64", "grade": "good"} | changes)


def test_a_quote_is_told_with_its_validity_and_source(
    poco: Any, clerk_client: Client, client_for: Any, clerk_user: Any, other_clerk_user: Any
) -> None:
    answer = ask(clerk_client)
    quote = PartnerQuote.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}{quote.pk}/")
    page = text_of(clerk_client.get(f"{PAGE}{quote.pk}/").content.decode())
    for words in (
        "POCO M2 Pro 4/64 Holds",
        "₹ 4,200",
        "through Thu 6 May 2027",
        "Everything works. No cracks; at most light scratches.",
        "price table of head office, dated 3 May 2027",
        "not a promise of Smart Upgrade",
        "its IMEI was not looked up",
    ):
        assert words in page, words
    assert "POCO M2 Pro 4/64 ₹4,200" in text_of(clerk_client.get(PAGE).content.decode())
    assert client_for(other_clerk_user).get(f"{PAGE}{quote.pk}/").status_code == 404
    with time_machine.travel(AT + timedelta(days=4), tick=False):
        assert "POCO M2 Pro 4/64 Over" in text_of(client_for(clerk_user).get(f"{PAGE}{quote.pk}/").content.decode())


def test_several_phones_are_offered_to_choose_from(poco: Any, clerk_client: Client) -> None:
    sellable(name="POCO X2", brand="POCO", price=None, eligible=False)
    fragment = clerk_client.get(f"{PAGE}devices/", {"device": "poco"}).content.decode()
    assert "2 phones fit" in fragment
    assert "<html" not in fragment
    looked = clerk_client.post(PAGE, {"act": "look", "device": "poco"}).content.decode()  # what "Find" does without scripts
    assert "2 phones fit" in looked
    refused = ask(clerk_client, device="poco")
    assert "pick it from the list" in error_at(refused.content.decode(), "device")
    assert ask(clerk_client, device="poco", sku=poco.sku).status_code == 302


def test_refusals_stand_at_their_field_and_record_nothing(poco: Any, clerk: Any, clerk_client: Client) -> None:
    for changes, field, words in (
        ({"device": "nokia 3310"}, "device", "No device of the catalogue"),
        ({"device": ""}, "device", "No device of the catalogue"),
        ({"grade": "fair"}, "device", "gives no price for POCO M2 Pro 4/64 in this condition"),
        ({"imei": "123"}, "imei", "These are 3 digits"),
    ):
        answer = ask(clerk_client, **changes)
        assert answer.status_code == 422
        assert words in error_at(answer.content.decode(), field), changes
    assert "Choose the sentence that fits the phone." in ask(clerk_client, grade="").content.decode()
    assert "Choose the sentence that fits the phone." in ask(clerk_client, grade="mint").content.decode()
    assert not PartnerQuote.objects.exists()


def test_a_phone_with_a_plan_leads_to_the_plan_instead(poco: Any, clerk: Any, clerk_client: Client) -> None:
    plan = sold(actor=clerk)
    answer = ask(clerk_client, imei=plan.imei)
    assert answer.status_code == 422
    assert "A Smart Upgrade plan stands on this phone" in error_at(answer.content.decode(), "imei")
    assert "Look this phone up" in answer.content.decode()
    assert clerk_client.post("/counter/find/", {"q": plan.imei}).headers["Location"] == f"/counter/plans/{plan.number}/"
    assert not PartnerQuote.objects.exists()


def test_a_partner_that_is_away_says_so(poco: Any, clerk_client: Client, settings: Any) -> None:
    settings.PARTNER_QUOTES, settings.PARTNER_SERVICE = "upgrade_program.buyback.partner.HttpPartner", {"url": ""}
    answer = ask(clerk_client)
    assert answer.status_code == 422
    assert "The exchange partner does not answer at the moment." in text_of(answer.content.decode())
    assert not PartnerQuote.objects.exists()


def test_dead_ends_lead_here(poco: Any, clerk_client: Client, auditor_client: Client) -> None:
    fragment = clerk_client.get("/counter/sell/devices/", {"device": "poco m2 pro 4/64"}).content.decode()
    assert f'href="{PAGE}?device=POCO%20M2%20Pro%204/64"' in fragment
    assert 'value="POCO M2 Pro 4/64"' in clerk_client.get(f"{PAGE}?device=POCO%20M2%20Pro%204/64").content.decode()
    assert f'href="{PAGE}"' in clerk_client.post("/counter/find/", {"q": "98104 55421"}).content.decode()
    assert auditor_client.get(PAGE).status_code == 403
