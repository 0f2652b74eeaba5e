"""Paid membership at the counter: months, money and invoice together, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from loyalty.programme.models import Membership
from loyalty.programme.queries import membership_of, programme_at
from loyalty.programme.services import leave, membership
from stores.models import StaffUser
from tests.factories.billing import card, cash, points, tax_rule, upi
from tests.factories.customers import CustomerFactory
from tests.factories.drawers import CLOSED, closed, counted, opened
from tests.factories.loyalty import as_a_release, loyalty, member
from tests.factories.plans import AT, TODAY, sellable, sold
from tests.factories.rewards import had, on_offer, rich
from tests.foundation.crowd import at_once
from tests.loyalty.programme.acts import refused
from upgrade_program.billing.models import Collection, DrawerLine, TaxDocument, TaxRule
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM
from upgrade_program.reporting.day import day_report
from upgrade_program.usecases.membership import purchases_of, sell_membership

pytestmark = pytest.mark.django_db
UTR = "412345678901"


def bought(customer, actor, *, months=6, price=150, tenders=None, after=0):
    return sell_membership(
        actor=actor,
        customer_id=customer if isinstance(customer, int) else customer.pk,
        months=months,
        expected_price=Decimal(price),
        tenders=[cash(price)] if tenders is None else tenders,
        at=AT + timedelta(days=after),
        on=TODAY + timedelta(days=after),
    )


@pytest.fixture(autouse=True)
def _taxed(db):
    tax_rule()


@pytest.mark.parametrize(
    ("tender", "reference"), [(cash(150), ""), (upi(UTR, 150), UTR), (card(amount=150), "4242 81A3F0")], ids=["cash", "upi", "card"]
)
def test_money_and_invoice_come_with_the_months(clerk, store, tender, reference):
    customer = member(name="Asha Rao")
    row = bought(customer, clerk, tenders=[tender])
    collection = Collection.objects.get()
    assert (collection.store_id, collection.amount, collection.state, collection.bill) == (store.pk, 150, "paid", f"membership:{row.pk}")
    payment = collection.payments.get()
    assert (payment.method, payment.amount, payment.reference, payment.state) == (tender.method, 150, reference, "received")
    invoice = TaxDocument.objects.get()
    assert (invoice.number, invoice.collection, invoice.total, invoice.rate, invoice.sac) == (
        "DL01/I27/00001",
        collection,
        150,
        18,
        "999792",
    )
    # 150 × 9 / 118 = 11.4406…: each half 11.44, the rest is taxable.
    assert (invoice.taxable, invoice.cgst, invoice.sgst) == (Decimal("127.12"), Decimal("11.44"), Decimal("11.44"))
    assert invoice.description == "Mi loyalty membership, 6 months: 3 May 2027 to 2 Nov 2027"
    assert (invoice.buyer["name"], invoice.buyer["mobile"]) == ("Asha Rao", customer.mobile)
    running = membership_of(customer.pk, on=TODAY)
    assert running is not None
    assert running.prepaid_through == date(2027, 11, 2)
    assert faults(store.pk) == []


def test_parts_add_up_and_more_months_follow_those_prepaid(clerk, other_clerk):
    customer = member()
    bought(customer, clerk, tenders=[cash(100), upi(UTR, 50)])
    second = bought(customer, other_clerk, months=1, price=25, after=3)
    assert (second.days.lower, second.days.upper) == (date(2027, 11, 3), date(2027, 12, 3))
    assert [
        (one.membership.months, one.last_day, one.invoice.number if one.invoice else "") for one in purchases_of(clerk, customer.pk)
    ] == [
        (1, date(2027, 12, 2), ""),  # the other store's paper is not shown here
        (6, date(2027, 11, 2), "DL01/I27/00001"),
    ]


def test_the_drawer_and_the_day_report_hold_the_money_by_method_and_clerk(clerk, manager, store):
    drawer = opened(clerk)
    sold(actor=clerk, variant=sellable())
    bought(member(), clerk)
    bought(member(), manager, months=12, price=300, tenders=[card(amount=200), upi(UTR, 100)])
    bought(member(), manager, months=1, price=25)
    closed(manager, counted(clerk, drawer, 2000 + 549 + 150 + 25))
    report = day_report(store=store, on=TODAY, at=CLOSED)
    assert [(line.label, line.count, line.received) for line in report.money.methods] == [
        ("Cash", 3, 724), ("UPI", 1, 100), ("Card", 1, 200), ("Points", 0, 0)
    ]  # fmt: skip
    names = {actor.staff_id: StaffUser.objects.get(pk=actor.staff_id).name for actor in (clerk, manager)}
    assert {line.name: (line.sales, line.price, line.methods) for line in report.money.clerks} == {
        names[clerk.staff_id]: (1, 549, [699, 0, 0, 0]),
        names[manager.staff_id]: (0, 0, [25, 100, 200, 0]),
    }
    assert [(line.label, line.count, line.split.total) for line in report.papers.series] == [("Invoices", 4, 1024)]
    (line,) = report.cash.drawers
    assert (line.expected, line.difference) == (2724, 0)
    assert DrawerLine.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"months": 2, "price": 50}, "invalid", "months"),
        ({"price": 149}, "price_changed", None),
        ({"tenders": [cash(149)]}, "payment_mismatch", "payments"),
        ({"tenders": [cash(100), card(amount=51)]}, "payment_mismatch", "payments"),
        ({"tenders": []}, "payment_mismatch", "payments"),
        ({"tenders": [upi(amount=150)]}, "reference_invalid", "payments.0.reference"),
        ({"tenders": [cash(50), upi(" ", 100)]}, "reference_invalid", "payments.1.reference"),
        ({"tenders": [upi("41234", 150)]}, "reference_invalid", "payments.0.reference"),
        ({"tenders": [card("4242424242424242", 150)]}, "reference_invalid", "payments.0.reference"),
        ({"tenders": [points(150, "")]}, "invalid", "payments.0.method"),
    ],
)
def test_what_is_refused_changes_nothing(clerk, changes, code, field):
    customer = member()
    refused(lambda: bought(customer, clerk, **changes), code, field=field)


def test_a_utr_of_the_same_day_is_refused(clerk):
    customer = member()
    bought(member(), clerk, tenders=[upi(UTR, 150)])
    refused(lambda: bought(customer, clerk, tenders=[upi(UTR, 150)]), "reference_used", field="payments.0.reference")
    assert membership_of(customer.pk, on=TODAY) is None


def test_only_members_have_it(clerk):
    left, stranger = member(), CustomerFactory()
    leave(customer=left, actor=SYSTEM, at=AT - timedelta(days=1))
    refused(lambda: bought(stranger, clerk), "not_a_member")
    refused(lambda: bought(left, clerk), "not_a_member")
    refused(lambda: bought(999_999, clerk), "not_found")


def test_only_sellers_at_their_counter_sell_it(clerk, head_office, auditor):
    customer = member()
    for actor in (head_office, auditor, SYSTEM, ANONYMOUS):
        refused(lambda actor=actor: bought(customer, actor), "forbidden")


def test_a_price_of_nothing_takes_no_money(clerk, monkeypatch):
    customer = member()
    free = replace(programme_at(AT), membership_price=Decimal(0))
    monkeypatch.setattr(membership, "programme_at", lambda _: free)
    refused(lambda: bought(customer, clerk, price=0, tenders=[cash(1)]), "payment_mismatch")
    bought(customer, clerk, price=0, tenders=[])
    assert (membership_of(customer.pk, on=TODAY) is not None, Collection.objects.count(), TaxDocument.objects.count()) == (True, 0, 0)


def test_a_member_price_is_had_with_a_membership_and_refused_without(clerk):
    used_phone, paid, free = on_offer(kind="refurbished", percent_off=70, cap=5, name="70 % off a used phone"), rich(), rich()
    bought(paid, clerk, months=1, price=25)
    assert had(used_phone, paid, actor=clerk).state == "issued"
    refused(lambda: had(used_phone, free, actor=clerk), "reward_unavailable", field="reward")
    # It lapses by date: the day after the last one it is refused again.
    again = on_offer(kind="refurbished", percent_off=60, cap=5, name="60 % off a used phone")
    refused(lambda: had(again, paid, actor=clerk, at=AT + timedelta(days=31)), "reward_unavailable", field="reward")


def test_without_a_tax_rule_nothing_is_sold(clerk):
    customer = member()
    with as_a_release():
        TaxRule.objects.all().delete()
    refused(lambda: bought(customer, clerk), "no_tax_rule")


@pytest.mark.django_db(transaction=True)
def test_two_tills_at_once_sell_months_that_follow_each_other_and_every_rupee_is_there(clerk, other_clerk):
    customer, tills = member(), (clerk, other_clerk)
    tax_rule()
    given = at_once(8, lambda place: bought(customer, tills[place % 2], months=1, price=25))
    assert [one for one in given if not isinstance(one, Membership)] == []
    running = membership_of(customer.pk, on=TODAY)
    assert running is not None
    assert running.prepaid_through == date(2028, 1, 2)
    assert Collection.objects.filter(state="paid", amount=25).count() == 8
    assert sorted(TaxDocument.objects.values_list("number", flat=True)) == [
        f"{code}/I27/0000{serial}" for code in ("DL01", "MH01") for serial in (1, 2, 3, 4)
    ]
    assert [fault for chain in chains() for fault in faults(chain)] == []


@pytest.mark.django_db(transaction=True)
def test_sales_and_memberships_of_one_store_at_once_never_wait_for_each_other_in_a_ring(clerk, store):
    loyalty(), tax_rule()
    phone, people = sellable(), [member() for _ in range(4)]
    given = at_once(8, lambda place: sold(actor=clerk, variant=phone) if place % 2 else bought(people[place // 2], clerk))
    assert [one for one in given if isinstance(one, Exception)] == []
    assert TaxDocument.objects.filter(store=store).count() == 8
