"""The upgrade preview: what is left to pay for each phone, today and after the next fall; behind the plan's link alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.factories.plans import AT, sellable, sold
from tests.interfaces.counter.pages import text_of

pytestmark = pytest.mark.django_db


def words_at(client, plan, at, **query):
    with time_machine.travel(at, tick=False):
        answer = client.get(f"/p/{plan.links.get().token}/upgrade/", query)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"].startswith("noindex")
    return text_of(answer.content.decode())


@pytest.fixture
def plan(clerk):
    phone = sellable()  # Redmi Note 9 Pro, ₹13,999: 70 % are ₹9,799, 60 % are ₹8,399
    return sold(actor=clerk, variant=phone)


def test_what_is_left_to_pay_today_and_after_the_fall(client, plan):
    sellable(name="Redmi Note 9 Pro Max", srp=16_499, price=599)
    words = words_at(client, plan, AT + timedelta(days=100))
    assert "₹9,799 less today" in words
    assert "Redmi Note 9 Pro Max 4/64 ₹16,499 without ₹6,700 ₹8,100 from 4 Nov 2027" in words


def test_a_cheaper_phone_costs_nothing_and_the_loss_is_said(client, plan):
    sellable(name="Redmi 9A", srp=6_999, price=399)
    words = words_at(client, plan, AT + timedelta(days=100), q="9a")
    assert "Redmi 9A 4/64 ₹6,999 without ₹0 ₹0 from 4 Nov 2027 ₹2,800 of your value would be lost" in words
    assert "Note 9 Pro 4/64 ₹13,999" not in words


def test_while_it_waits_today_costs_all_and_the_first_day_is_named(client, plan):
    words = words_at(client, plan, AT)
    assert "nothing less today, ₹9,799 less from 4 Aug 2027" in words
    assert "₹13,999 without ₹13,999 ₹4,200 from 4 Aug 2027" in words


def test_after_its_end_it_brings_nothing(client, plan):
    words = words_at(client, plan, AT + timedelta(days=470))
    assert "This plan brings nothing off a new phone now." in words
    assert "without" not in words


def test_phones_of_other_brands_are_no_choice(client, plan):
    sellable(name="POCO M2", brand="POCO", srp=9_999, price=None, eligible=False)
    assert "POCO" not in words_at(client, plan, AT + timedelta(days=100))


def test_a_phone_nobody_knows(client, plan):
    assert "No phone is called so here." in words_at(client, plan, AT + timedelta(days=100), q="zzzz")


@pytest.mark.parametrize("token", ["A" * 22, "x" * 65, "%00"])
def test_an_unknown_link_is_not_there(client, plan, token):
    assert client.get(f"/p/{token}/upgrade/").status_code == 404


def test_the_plans_page_leads_there_while_it_helps(client, plan):
    path = f"/p/{plan.links.get().token}/"
    for days, there in ((0, True), (100, True), (600, False)):
        with time_machine.travel(AT + timedelta(days=days), tick=False):
            assert (f"{path}upgrade/" in client.get(path).content.decode()) is there
