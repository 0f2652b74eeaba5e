"""What a plan or a claim gave is taken back exactly, once, and by the rule of the purchase."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.ledger.models import Entry
from loyalty.ledger.services import redeem
from loyalty.ledger.services.earning import Cause
from loyalty.programme.enums import Occasion, Source
from loyalty.programme.models import EarnRule, HeardBill
from loyalty.programme.services import take_back_part
from loyalty.programme.subscribers import (
    earn_for_claims_settled,
    earn_for_plans_sold,
    take_back_for_claims_reversed,
    take_back_for_plans_cancelled,
)
from stores.clock import start_of_day
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import JOINED, as_a_release, cancelled, member, phone_rule, reversed_claim, settled_claim, sold_plan
from tests.factories.plans import AT, TODAY
from tests.loyalty.programme.acts import entries, every_row, has, refused_by, silver

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)
AFTER_FREE_LOOK = start_of_day(date(2027, 5, 11))


def test_hearing_it_again_changes_nothing(store):
    customer = member()
    news, gone = sold_plan(customer, store), sold_plan(customer, store)
    earn_for_plans_sold([news, news, gone], at=LATER)
    take_back_for_plans_cancelled([cancelled(gone), cancelled(gone)], at=LATER)
    before = every_row()
    for _ in range(2):
        earn_for_plans_sold([gone, news], at=LATER + timedelta(days=1))
        take_back_for_plans_cancelled([cancelled(gone)], at=LATER + timedelta(days=1))
    assert every_row() == before
    assert has(customer, at=LATER) == (189, 0, 0)


def test_a_cancelled_plan_gives_back_exactly_what_it_gave(store):
    customer = member()
    kept, gone = sold_plan(customer, store), sold_plan(customer, store, phone_price="24999.00")
    earn_for_plans_sold([kept, gone], at=LATER)
    take_back_for_plans_cancelled([cancelled(gone)], at=LATER)
    assert has(customer, at=LATER) == (189, 0, 0)
    back = Entry.objects.filter(kind="clawback")
    assert {(row.reverses.source_id, row.points) for row in back} == {
        (f"{gone['plan_id']}:phone_bill", -249),
        (f"{gone['plan_id']}:plan_sold", -50),
    }


def test_cancelled_before_it_was_heard_that_it_was_sold(store):
    customer = member()
    news = sold_plan(customer, store)
    take_back_for_plans_cancelled([cancelled(news)], at=LATER)
    assert entries(customer) == []
    earn_for_plans_sold([news], at=LATER)
    assert has(customer, at=LATER) == (0, 0, 0)
    assert [kind for kind, *_ in entries(customer)] == ["earn", "earn", "clawback", "clawback"]


def test_a_plan_that_was_never_paid_leaves_no_trace(store):
    before = every_row()
    take_back_for_plans_cancelled([cancelled(sold_plan(member(), store), credit_note=None)], at=LATER)
    assert {table for table, rows in every_row().items() if before[table] != rows} <= {
        "customers_customer",
        "customers_consent",
        "audit_auditrow",
    }
    assert not HeardBill.objects.exists()


def test_a_reversed_settlement_gives_back_exactly_what_it_gave(store):
    customer = member()
    news = settled_claim(customer, store)
    earn_for_claims_settled([news], at=LATER)
    take_back_for_claims_reversed([reversed_claim(news)], at=LATER)
    assert has(customer, at=LATER) == (0, 0, 0)


def test_points_spent_before_the_plan_is_taken_back_become_debt(store):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    spent = AFTER_FREE_LOOK + timedelta(days=1)
    redeem(customer_id=customer.pk, points=100, cause=Cause(source_type="test", source_id="1", at=spent))
    late = spent + timedelta(days=1)
    take_back_for_plans_cancelled([cancelled(news, at=late)], at=late)
    assert has(customer, at=late) == (0, 0, 100)


def test_what_is_taken_back_is_by_the_rule_of_the_purchase(store):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    with as_a_release():
        EarnRule.objects.filter(key="phone_bill").update(valid=DateRange(date(2020, 11, 5), TODAY + timedelta(days=1)))
    phone_rule(key="phone_bill", version=2, points=Decimal(10), valid=DateRange(TODAY + timedelta(days=1), None))
    take_back_for_plans_cancelled([cancelled(news)], at=LATER + timedelta(days=2))
    assert has(customer, at=LATER) == (0, 0, 0)


def test_a_part_of_a_bill_returned_takes_back_in_all_what_it_should(store, manager):
    customer = member()
    silver(customer, since=JOINED)
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)

    def part(returned, act):
        whole = {"source": Source.PLAN, "source_id": str(news["plan_id"]), "occasion": Occasion.PHONE_BILL}
        return take_back_part(**whole, returned=[Decimal(returned)], act=act, at=LATER, actor=manager)

    assert [part("7000", "a"), part("7000", "b"), part("13000", "c"), part("20000", "d"), part("13999", "e")] == [76, 0, 66, 11, 0]
    take_back_for_plans_cancelled([cancelled(news)], at=LATER)
    assert has(customer, at=LATER) == (0, 0, 0)


def test_a_bill_stays_as_it_was_heard(store):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    take_back_for_plans_cancelled([cancelled(news)], at=LATER)
    rows = HeardBill.objects.all()
    for change in (
        {"awarded": {}},
        {"facts": {}},
        {"at": LATER},
        {"customer": CustomerFactory()},
        {"taken_back_at": LATER},
        {"source_id": "0"},
    ):
        with refused_by("a_bill_stays_as_heard"):
            rows.update(**change)
    with refused_by("a_heard_bill_is_never_deleted"):
        rows.delete()
    with refused_by("a_bill_is_heard_once"):
        HeardBill.objects.create(source_type="plan", source_id=str(news["plan_id"]), customer=customer, at=AT)
    with refused_by("a_bill_was_heard_or_taken_back"):
        HeardBill.objects.create(source_type="plan", source_id="0")
    with refused_by("a_heard_bill_has_a_known_source"):
        HeardBill.objects.create(source_type="gift", source_id="0", customer=customer, at=AT)
