"""The fragments that answer while a sale is typed: search, quote, customer. None of them writes anything."""

from __future__ import annotations

import pytest

from tests.factories.plans import sellable, sold
from tests.factories.stops import stopped
from tests.interfaces.counter.pages import text_of, value_of

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def test_a_device_typed_is_quoted_at_once(clerk_client, phone, traces):
    before = traces()
    page = clerk_client.get("/counter/sell/devices/", {"device": "note 9 pro"}, **HTMX).content.decode()
    assert value_of(page, "sku") == phone.sku
    assert value_of(page, "expected_price") == "549.00"
    assert value_of(page, "expected_terms") == "1"
    for words in ("₹9,799", "70 %", "4 Aug 2027 to 3 Nov 2027", "₹5,600", "4 May 2028 to 3 Aug 2028"):
        assert words in text_of(page)
    assert traces() == before


def test_a_phone_that_cannot_be_sold_says_why(clerk_client):
    sellable(name="POCO X3", brand="POCO", eligible=False, price=None)
    words = text_of(clerk_client.get("/counter/sell/devices/", {"device": "poco"}, **HTMX).content.decode())
    assert "POCO X3 does not take part" in words
    assert "exchange partner" in words


def test_a_stopped_phone_says_since_when_and_asks_for_no_quote(clerk_client, phone, head_office):
    stopped(head_office, phone.model)
    words = text_of(clerk_client.get("/counter/sell/devices/", {"device": "note 9 pro"}, **HTMX).content.decode())
    assert "Selling of Redmi Note 9 Pro is stopped by head office since 3 May 2027, 11:42." in words
    assert "partner" not in words
    assert "expected_price" not in words


def test_the_quote_follows_place_of_supply_and_bill_date(manager_client, typed):
    page = manager_client.post("/counter/sell/quote/", typed(place_of_supply="27", bill_date="2027-04-30"), **HTMX).content.decode()
    words = text_of(page)
    assert "₹83.75 IGST" in words
    assert "1 Aug 2027" not in words
    assert "31 Jul 2027 to 30 Oct 2027" in words
    assert 'id="summary" hx-swap-oob="true"' in page


def test_the_quote_shows_the_code_to_pay_and_the_text_of_another_language(clerk_client, typed):
    page = clerk_client.post("/counter/sell/quote/", typed(cash=None, upi="549", language="hi"), **HTMX).content.decode()
    assert 'aria-label="Code to pay by UPI"' in page
    assert value_of(page, "consent_language") == "hi"
    assert "checked" not in page.split('id="id_consent"', 1)[1].split(">", 1)[0]


def test_a_known_mobile_fills_in_the_name_only_where_none_is_typed(clerk, clerk_client, phone):
    sold(actor=clerk, variant=phone)
    page = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 55421"}, **HTMX).content.decode()
    assert value_of(page, "name") == "Farhan Ali"
    assert "Known since 3 May 2027" in text_of(page)
    typed_over = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 55421", "name": "F. Ali"}, **HTMX).content.decode()
    assert value_of(typed_over, "name") is None


def test_whom_another_store_knows_is_not_told(other_clerk, clerk_client, phone):
    """Names of strangers behind mobiles are not for trying out."""
    sold(actor=other_clerk, variant=phone)
    page = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 55421"}, **HTMX).content.decode()
    assert "Farhan" not in page
    assert "Known since" not in text_of(page)


def test_an_unknown_or_wrong_mobile(clerk_client, store):
    assert text_of(clerk_client.post("/counter/sell/customer/", {"mobile": "98104 99999"}, **HTMX).content.decode()) == ""
    assert "this has 3" in clerk_client.post("/counter/sell/customer/", {"mobile": "981"}, **HTMX).content.decode()


def test_no_fragment_answers_above_the_stores(head_office_client, typed):
    assert head_office_client.get("/counter/sell/devices/", {"device": "note"}).status_code == 403
    assert head_office_client.post("/counter/sell/quote/", typed()).status_code == 403
    assert head_office_client.post("/counter/sell/customer/", {"mobile": "9810455421"}).status_code == 403


def test_a_signed_out_fragment_is_401_so_that_the_page_loads_again(client, db):
    assert client.get("/counter/sell/devices/", {"device": "note"}, **HTMX).status_code == 401
