"""What anybody may ask: the value of a phone by model and bill date, as a plain address, in two languages, not too often."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.factories.plans import AT, sellable, sold
from tests.factories.stops import stopped
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.interfaces.portal import throttle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _third_of_may():
    with time_machine.travel(AT, tick=False):
        yield


def asked(client, language="en", **query):
    return text_of(client.get("/", query, HTTP_ACCEPT_LANGUAGE=language).content.decode())


def test_a_stopped_phone_has_no_plan_now_and_no_reason_of_ours(client, head_office):
    stopped(head_office, sellable().model, reason="Batteries swell")
    words = asked(client, device="note 9 pro 4/64", bill_date="2027-05-03")
    assert "There is no plan for Redmi Note 9 Pro now." in words
    assert "does not take part" not in words
    assert "swell" not in words


def test_the_dated_values_of_a_phone(client):
    sellable()
    words = asked(client, device="note 9 pro 4/64", bill_date="2027-05-03")
    assert "Redmi Note 9 Pro 4/64 Worth from 4 Aug 2027, with a plan ₹ 9,799" in words
    for shown in ("4 Aug 2027 to 3 Nov 2027 ₹9,799 70 %", "4 May 2028 to 3 Aug 2028 ₹5,600 40 %", "Price of the plan ₹549"):
        assert shown in words
    assert "3 May 2027 is not after it: nothing yet. From 4 Aug 2027" in words


def test_a_phone_bought_before_shows_its_value_and_working_of_today(client):
    sellable()
    words = asked(client, device="note 9 pro", bill_date="2026-11-05")
    assert "until 5 May 2027 , then ₹8,399" in words
    assert "13,999 × 70 % = 9,799.30 ₹9,799" in words


def test_the_same_in_hindi(client):
    sellable()
    words = asked(client, "hi", device="note 9 pro", bill_date="2026-11-05")
    assert "5 मई 2027 तक , उसके बाद ₹8,399" in words
    assert "बिल की तारीख़ 5 नव॰ 2026 + 3 महीने 5 फ़र॰ 2027" in words


def test_the_estimate_is_what_a_plan_sold_that_day_freezes(client, clerk):
    phone = sellable()
    plan = sold(actor=clerk, variant=phone)
    estimate = asked(client, device="note 9 pro", bill_date="2027-05-03")
    page = text_of(client.get(f"/p/{plan.links.get().token}/").content.decode())
    table = page.split("What it is worth, and when", 1)[1].split("Put these days into my calendar", 1)[0]
    assert table in estimate
    working = page.split("Why this number", 1)[1].split("IMEI", 1)[0]
    assert working in estimate


def test_several_phones_lead_on_by_links(client):
    sellable()
    sellable(name="Redmi Note 9 Pro Max", srp=16_499, price=599)
    page = client.get("/", {"device": "note 9 pro", "bill_date": "2027-05-03"}).content.decode()
    assert "Which one is it?" in page
    assert "sku=redmi-note-9-pro-max-4-64" in page
    words = asked(client, device="Redmi Note 9 Pro Max 4/64", sku="redmi-note-9-pro-max-4-64", bill_date="2027-05-03")
    assert "₹11,549" in words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"device": "poco x3"}, "POCO X3 does not take part in Smart Upgrade."),
        ({"device": "redmi 9c"}, "There is no plan for Redmi 9C now."),
        ({"device": "galaxy"}, "No phone is called so here."),
        ({"device": "note 9 pro", "bill_date": "2019-01-01"}, "No value is known for a phone bought on 1 Jan 2019."),
        ({"device": "note 9 pro", "bill_date": "2027-05-04"}, "4 May 2027 is still to come."),
        ({"device": "note 9 pro", "bill_date": "2020-05-01"}, "No value is known for a phone bought on 1 May 2020."),
    ],
)
def test_a_phone_without_a_plan_gets_a_sentence(client, query, words):
    sellable()
    sellable(name="POCO X3", brand="POCO", eligible=False, price=None)
    sellable(name="Redmi 9C", price=None)
    assert words in asked(client, **query)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"device": ""}, "device", "Type the name of your phone"),
        ({"device": "note", "bill_date": "5. Nov"}, "bill_date", "This is no date."),
        ({"device": "x" * 81}, "device", "at most 80"),
        ({"device": "\x00"}, "device", "Null characters"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(client, query, field, words):
    answer = client.get("/", query)
    assert answer.status_code == 200
    assert words in error_at(answer.content.decode(), field)


@pytest.mark.parametrize("bill_date", ["0001-01-01", "9999-12-31", "2027-02-30", "9998-12-31", ""])
def test_days_at_the_end_of_time_are_no_fault(client, bill_date):
    sellable()
    assert client.get("/", {"device": "note 9 pro", "bill_date": bill_date}).status_code == 200


def test_nobody_asks_without_end(client, monkeypatch):
    sellable()
    monkeypatch.setattr(throttle, "MOST", 2)
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/p/nothing/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert client.get("/", REMOTE_ADDR="198.51.100.7").status_code == 200
    with time_machine.travel(AT + timedelta(seconds=60), tick=False):
        assert client.get("/").status_code == 200


def test_the_first_page_may_be_found_and_keeps_nothing(client, db):
    answer = client.get("/")
    assert 'content="noindex' not in answer.content.decode()
    assert "session" not in answer.cookies
