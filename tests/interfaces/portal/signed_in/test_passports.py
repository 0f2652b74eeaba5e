"""Where each point came from: bill, rule, level and last day, in the reader's language; another's entry is nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.models import Entry
from loyalty.members.services import adjust_points
from loyalty.programme.services import buy_membership
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.models import Store
from tests.factories.loyalty import phone_rule, sold_plan
from tests.factories.plans import AT, TODAY
from tests.factories.portal import signed_in
from tests.factories.rewards import had, on_offer, rich
from tests.interfaces.counter.pages import text_of
from tests.interfaces.portal.signed_in.points import POINTS, read
from tests.loyalty.programme.acts import silver
from tests.loyalty.spending.purse import given
from upgrade_program.customers.models import Customer
from upgrade_program.interfaces.portal.points.words import names_of, rule_of
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_the_passport_names_bill_rule_and_last_day(bought: Plan) -> None:
    client = signed_in(bought.customer)
    history = client.get("/me/points/history/").content.decode()
    phone = Entry.objects.get(rule__startswith="phone_bill")
    assert f'href="/me/points/{phone.pk}/"' in history
    page = client.get(f"/me/points/{phone.pk}/").content.decode()
    for words in (
        "Phone bought +139 3 May 2027 · pending",
        "139 from 3 May 2027",
        f"{bought.device}, bill {bought.phone_invoice_number}",
        "₹13,999 → 139.99 → 139",
        "rule: the bill of a phone, version 1",
        "can be used from 11 May 2027 through 31 May 2028",
    ):
        assert words in text_of(page)
    assert f'href="/me/plans/{bought.number}/"' in page


def test_points_that_can_be_used_are_called_pending_no_more(bought: Plan) -> None:
    phone = Entry.objects.get(rule__startswith="phone_bill")
    later = AT + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        client = signed_in(bought.customer, at=later)
        assert "pending" not in read(client, f"/me/points/{phone.pk}/") + read(client, "/me/points/history/")


def test_the_passport_says_the_rules_version_not_its_row(bought: Plan) -> None:
    rule = next(one for one in (phone_rule(version=7) for _ in range(2)) if one.pk != 7)  # of two rows one at least
    phone = Entry.objects.get(rule__startswith="phone_bill")
    entry = Entry(kind="earn", source_type="plan", rule=f"{rule.key}:{rule.pk}")
    assert rule_of(entry, names_of([entry], language="en")) == "rule: a phone of the month, version 7"
    assert "rule: the bill of a phone, version 1" in read(signed_in(bought.customer), f"/me/points/{phone.pk}/")


def in_hindi(customer: Customer, *, at: datetime = AT) -> Client:
    client = signed_in(customer, at=at)
    client.post("/language/", {"language": "hi", "next": "/"})
    return client


def test_rule_and_level_are_named_in_hindi(bought: Plan, store: Store, clerk: Actor) -> None:
    customer = bought.customer
    silver(customer, since=AT - timedelta(days=1))
    buy_membership(customer=customer, months=1, expected_amount=Decimal(25), actor=clerk, at=AT, on=TODAY)
    phone_rule(key="diwali", title="a phone at Diwali", title_hi="दिवाली का फ़ोन")
    later = AT + timedelta(hours=1)
    earn_for_plans_sold([sold_plan(customer, store, at=later)], at=later)
    phone, diwali = (Entry.objects.filter(rule__startswith=key).latest("id") for key in ("phone_bill", "diwali"))
    with time_machine.travel(later, tick=False):
        client = in_hindi(customer, at=later)
        page = read(client, f"/me/points/{phone.pk}/")
        assert "₹13,999 → 139.99 × 1.35 (सिल्वर 1.1 + सदस्यता 0.25) = 188.9865 → 188" in page
        assert "नियम: फ़ोन का बिल, संस्करण 1" in page
        assert "Silver" not in page
        page = read(client, f"/me/points/{diwali.pk}/")
        assert "दिवाली का फ़ोन +140" in page
        assert "नियम: दिवाली का फ़ोन, संस्करण 1" in page
        english = signed_in(customer, at=later)
        assert "A phone at Diwali" in read(english, "/me/points/history/")
        assert "(Silver 1.1 + membership 0.25)" in read(english, f"/me/points/{phone.pk}/")


def test_the_level_is_named_in_hindi_and_so_is_the_next(bought: Plan) -> None:
    page = read(in_hindi(bought.customer))
    assert "सदस्य" in page
    assert "सिल्वर" in page
    assert "Member" not in page
    assert "Silver" not in page


def test_the_passport_says_what_took_them(clerk: Actor, asha: Customer) -> None:
    had(on_offer(points=250), asha, actor=clerk)
    client = signed_in(asha)
    earned, spent = Entry.objects.order_by("id")
    assert "250: Reward: Case voucher 3 May 2027" in read(client, f"/me/points/{earned.pk}/")
    taken = read(client, f"/me/points/{spent.pk}/")
    assert "Reward: Case voucher −250" in taken
    assert "250 of 1,000 from 3 Apr 2027" in taken
    assert "without a last day" in taken


def test_no_note_and_no_name_of_staff_is_told(asha: Customer, clerk: Actor) -> None:
    adjust_points(customer_id=asha.pk, points=5, reason="looked angry", key="k" * 16, actor=clerk, at=AT)
    client = signed_in(asha)
    entry = Entry.objects.latest("id")
    seen = read(client, f"/me/points/{entry.pk}/") + read(client, "/me/points/history/")
    assert "Changed by the store" in seen
    assert "angry" not in seen
    assert clerk.name not in seen


def test_anothers_passport_and_none_at_all_are_the_same(asha: Customer) -> None:
    other = rich(7_654_321)
    theirs = Entry.objects.get(account__customer=other)
    client = signed_in(asha)
    answers = [client.get(f"/me/points/{pk}/") for pk in (theirs.pk, 987_654_321, 10**30)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    for page in (POINTS, "/me/points/history/", "/me/rewards/"):
        assert "7,654,321" not in read(client, page)


def test_the_history_asks_the_same_for_one_entry_and_for_thirty(asha: Customer) -> None:
    client = signed_in(asha)
    read(client)
    asked = []
    for more in (0, 29):
        for number in range(more):
            given(asha, 1, source=f"more:{number}")
        with CaptureQueriesContext(connection) as queries:
            page = read(client, "/me/points/history/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "Page 1 of 2" in page
    assert read(client, "/me/points/history/?page=2").count("Points earned") == 5
