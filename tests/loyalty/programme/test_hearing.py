"""News becomes points: the right ones, for members only, once, pending until the window has passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.ledger.models import Account, Entry, Lot
from loyalty.ledger.services import mature_due
from loyalty.programme.accrual import working
from loyalty.programme.models import EarnRule, HeardBill
from loyalty.programme.services import buy_membership, join, leave
from loyalty.programme.subscribers import (
    earn_for_claims_settled,
    earn_for_plans_sold,
)
from stores.clock import STORE_TIME, start_of_day
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import as_a_release, member, phone_rule, settled_claim, sold_plan
from tests.factories.plans import AT, TODAY
from tests.loyalty.programme.acts import entries, every_row, has, silver
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)
TOMORROW = AT + timedelta(days=1)
AFTER_FREE_LOOK = start_of_day(date(2027, 5, 11))


def test_a_plan_sold_earns_for_the_plan_and_for_the_phone(store):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    number = news["plan_id"]
    assert entries(customer) == [("earn", f"{number}:plan_sold", 50), ("earn", f"{number}:phone_bill", 139)]
    rows = {row.source_id.rpartition(":")[2]: row for row in Entry.objects.all()}
    rules = {rule.key: rule.pk for rule in EarnRule.objects.all()}
    assert {key: (row.rule, row.store_id, row.at, row.source_type) for key, row in rows.items()} == {
        key: (f"{key}:{rules[key]}", store.pk, AT, "plan") for key in ("phone_bill", "plan_sold")
    }
    assert working(rows["phone_bill"].facts) == "₹13,999 → 139.99 → 139"
    assert working(rows["plan_sold"].facts) == "50 for a Smart Upgrade plan"


def test_points_are_pending_through_the_free_look_and_live_the_day_after(store):
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store)], at=LATER)
    assert has(customer, at=AFTER_FREE_LOOK - timedelta(seconds=1)) == (189, 0, 0)
    assert has(customer, at=AFTER_FREE_LOOK) == (0, 189, 0)
    assert set(Lot.objects.values_list("live_from", "expires_at")) == {(AFTER_FREE_LOOK, start_of_day(date(2028, 6, 1)))}


def test_news_heard_long_after_the_free_look_is_live_as_soon_as_a_job_comes(store):
    customer = member()
    late = AFTER_FREE_LOOK + timedelta(days=3)
    earn_for_plans_sold([sold_plan(customer, store)], at=late)
    mature_due(at=late)
    assert has(customer, at=late) == (0, 189, 0)


def test_an_upgrade_earns_for_itself_and_for_the_new_phone_less_the_exchange(store):
    customer = member()
    news = settled_claim(customer, store)
    earn_for_claims_settled([news], at=LATER)
    number = news["claim_id"]
    assert entries(customer) == [("earn", f"{number}:upgrade_done", 100), ("earn", f"{number}:phone_bill", 122)]
    facts = Entry.objects.get(source_type="claim", source_id=f"{number}:phone_bill").facts
    assert working(facts) == "₹21,999 − ₹9,799 exchange = ₹12,200 → 122"
    assert set(Lot.objects.values_list("live_from", "expires_at")) == {(AFTER_FREE_LOOK, start_of_day(date(2028, 6, 1)))}


def test_what_is_paid_with_points_earns_nothing(store):
    customer = member()
    earn_for_claims_settled([settled_claim(customer, store, paid_with_points="200.00")], at=LATER)
    assert working(Entry.objects.get(source_id__endswith="phone_bill").facts) == "₹21,999 − ₹9,799 exchange − ₹200 points = ₹12,000 → 120"


def test_a_rule_on_the_plans_fee_leaves_out_tax_and_points(store):
    """Rule 5; none of the first rules counts the fee by the rupee."""
    phone_rule(key="fee", occasion="plan_sold", per_rupees=10)
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store, paid_with_points="100.00")], at=LATER)
    assert working(Entry.objects.get(source_id__endswith=":fee").facts) == "₹549 − ₹83.74 tax − ₹100 points = ₹365.26 → 36.526 → 36"


@pytest.mark.parametrize("when", ["never", "later", "left before", "plan text only"])
def test_whoever_was_no_member_then_earns_nothing_ever(store, clerk, when):
    customer = CustomerFactory()
    news = sold_plan(customer, store)
    if when == "left before":
        join(customer=customer, text_version=1, language="en", actor=clerk, at=AT - timedelta(days=2))
        leave(customer=customer, actor=SYSTEM, at=AT - timedelta(days=1))
    before = every_row()
    earn_for_plans_sold([news], at=LATER)
    assert every_row() == before
    if when == "later":
        join(customer=customer, text_version=1, language="en", actor=clerk, at=AT + timedelta(seconds=1))
        earn_for_plans_sold([news], at=LATER)
    assert not HeardBill.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("joined", [timedelta(0), timedelta(days=1)])
def test_whoever_joins_in_the_sale_or_before_earns(store, joined):
    customer = member(since=AT - joined)
    earn_for_plans_sold([sold_plan(customer, store)], at=LATER)
    assert has(customer, at=LATER) == (189, 0, 0)


def test_whoever_leaves_after_the_sale_still_gets_its_points(store):
    customer = member()
    leave(customer=customer, actor=SYSTEM, at=AT + timedelta(minutes=1))
    earn_for_plans_sold([sold_plan(customer, store), sold_plan(customer, store, at=AT + timedelta(minutes=2))], at=LATER)
    assert has(customer, at=LATER) == (189, 0, 0)


def test_the_rule_of_the_day_of_the_purchase_counts_however_late_it_is_heard(store):
    with as_a_release():
        EarnRule.objects.filter(key="phone_bill").update(valid=DateRange(date(2020, 11, 5), TODAY))
    phone_rule(key="phone_bill", version=2, points=Decimal(2), valid=DateRange(TODAY, None))
    customer = member()
    eve = datetime(2027, 5, 2, 23, 59, tzinfo=STORE_TIME)
    earn_for_plans_sold([sold_plan(customer, store, at=eve), sold_plan(customer, store)], at=LATER)
    assert sorted(points for _, source, points in entries(customer) if source.endswith("phone_bill")) == [139, 279]


def test_status_and_paid_membership_multiply_as_they_stood_then(store, clerk):
    customer = member()
    silver(customer, since=AT - timedelta(days=1))
    buy_membership(customer=customer, months=1, expected_amount=Decimal(25), actor=clerk, at=AT, on=TODAY)
    times = [AT - timedelta(days=2), AT - timedelta(hours=1), AT + timedelta(hours=1), AT + timedelta(days=31)]
    news = [sold_plan(customer, store, at=at) for at in times]
    earn_for_plans_sold(news, at=AT + timedelta(days=32))
    told = {row.source_id: working(row.facts) for row in Entry.objects.filter(source_id__endswith="phone_bill")}
    assert [told[f"{one['plan_id']}:phone_bill"] for one in news] == [
        "₹13,999 → 139.99 → 139",
        "₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153",
        "₹13,999 → 139.99 × 1.35 (Silver 1.1 + membership 0.25) = 188.9865 → 188",
        "₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153",
    ]


@pytest.mark.parametrize(
    ("condition", "points"),
    [({"store_kind": "mi_home"}, 140), ({"store_kind": "mi_studio"}, 0), ({"brand": "Mi"}, 0), ({"model_id": 1}, 140)],
)
def test_a_rule_for_one_kind_of_store_brand_or_model(store, condition, points):
    extra = phone_rule(**condition)
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store, phone_price="14000.00")], at=LATER)
    assert sum(given for _, source, given in entries(customer) if source.endswith(extra.key)) == points


def test_a_cap_is_filled_by_the_earlier_bill_even_if_it_is_heard_last(store):
    extra = phone_rule(key="a_rule_whose_name_is_as_long_as_can_be_x", cap_points=200, cap_period="month")
    customer = member()
    first, second, third = (sold_plan(customer, store, at=AT + timedelta(hours=hours)) for hours in range(3))

    def given():
        points = dict.fromkeys((first["plan_id"], second["plan_id"], third["plan_id"]), 0)
        for row in Entry.objects.filter(source_id__contains=f":{extra.key}"):
            points[int(row.source_id.split(":")[0])] += row.points
        return list(points.values())

    earn_for_plans_sold([third], at=TOMORROW)
    assert given() == [0, 0, 139]
    earn_for_plans_sold([first], at=TOMORROW)
    assert given() == [139, 0, 61]
    earn_for_plans_sold([second], at=TOMORROW)
    assert given() == [139, 61, 0]
    assert has(customer, at=TOMORROW)[0] == 200 + 3 * 189


def test_a_batch_takes_as_many_statements_as_one_piece(store, django_assert_max_num_queries):
    customers = [member() for _ in range(25)]
    one, many = [sold_plan(customers[0], store)], [sold_plan(customer, store) for customer in customers for _ in range(4)]
    earn_for_plans_sold(one, at=LATER)
    with django_assert_max_num_queries(31):
        earn_for_plans_sold(many, at=LATER)
    assert HeardBill.objects.count() == 101
