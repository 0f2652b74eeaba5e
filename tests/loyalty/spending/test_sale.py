"""A plan paid in part with points: spent with the sale or not at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from loyalty.ledger.models import Entry
from stores.clock import local_day
from tests.factories.billing import cash, points
from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT, TODAY, order, sellable, upi
from tests.loyalty.spending.purse import MOBILE, given, has, hear, journal, rich, sold_with, with_points
from upgrade_program.billing.paper import paid_words
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import sell_plan
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db


def selling(actor: Actor, wanted) -> Plan:
    return sell(actor=actor, order=wanted, at=AT, on=TODAY)


def test_points_pay_their_part_and_are_gone(clerk: Actor) -> None:
    farhan = rich(1000)
    plan = sold_with(109, actor=clerk)
    assert has(farhan) == (0, 891, 0, 0)
    assert journal(farhan)[-1] == ("redeem", f"plan:{plan.pk}", -109)
    parts = list(plan.collection.payments.values_list("method", "amount", "reference", "state"))
    assert parts == [("cash", 440, "", "received"), ("points", 109, "109", "received")]
    assert plan.invoice is not None
    assert (plan.status, plan.invoice.total) == ("active", 549)
    told = Message.objects.get(topic="plan.sold").payload
    assert told["paid_with_points"] == "109.00"


def test_the_entry_says_what_it_paid(clerk: Actor) -> None:
    rich(1000)
    sold_with(100, actor=clerk)
    entry = Entry.objects.get(kind="redeem")
    assert entry.facts == {"rupees": "100", "bill": "549", "rupees_per_point": "1"}
    assert (entry.rule, entry.actor_id, entry.store_id, entry.at) == ("programme:1", clerk.staff_id, clerk.store_id, AT)


def test_the_papers_say_it_in_words(clerk: Actor) -> None:
    rich(1000)
    part = sold_with(109, actor=clerk).collection.payments.get(method="points")
    assert part.words == "Points, 109 used"
    assert paid_words(part, language="en") == "Loyalty points: 109"
    assert paid_words(part, language="hi") == "लॉयल्टी पॉइंट: 109"


def test_the_points_that_end_first_are_spent_first(clerk: Actor) -> None:
    farhan = rich(0)
    given(farhan, 60, source="late")
    given(farhan, 60, source="soon", ends=AT.replace(month=12))
    sold_with(100, actor=clerk)
    assert has(farhan) == (0, 20, 0, 0)
    assert has(farhan, at=AT.replace(year=2030)) == (0, 20, 0, 0)  # of the undated ones


@pytest.mark.parametrize(
    ("has_points", "amount", "code", "allowed"),
    [
        (1000, 110, "points_over_share", 109),
        (1000, 549, "points_over_share", 109),
        (80, 100, "points_insufficient", 80),
        (0, 100, "points_insufficient", 0),
        (1000, 49, "points_below_minimum", 109),
        (1000, Decimal("99.50"), "invalid", None),
    ],
)
def test_what_the_limits_refuse_sells_nothing(clerk: Actor, refused, has_points, amount, code, allowed) -> None:
    rich(has_points)
    wanted = with_points(amount)
    with refused(code, field="payments.1.amount" if code == "invalid" else "payments") as no:
        selling(clerk, wanted)
    assert no.value.facts.get("allowed") == allowed


def test_who_is_no_member_has_no_points_to_spend(clerk: Actor, refused) -> None:
    stranger = CustomerFactory(mobile=MOBILE)
    given(stranger, 1000)
    wanted = with_points(100)
    with refused("points_insufficient") as no:
        selling(clerk, wanted)
    assert "no member" in str(no.value)
    wanted = replace(wanted, customer_mobile="98104 55499")
    with refused("points_insufficient"):
        selling(clerk, wanted)


def test_nobody_joins_and_spends_in_one_sale(clerk: Actor, refused) -> None:
    given(CustomerFactory(mobile=MOBILE), 1000)
    wanted = with_points(100, loyalty_consent_version=1)
    with refused("points_insufficient"):
        selling(clerk, wanted)


def test_the_server_writes_the_reference(clerk: Actor, refused) -> None:
    rich(1000)
    for written in ("100", "1"):
        wanted = with_points(tenders=[cash(449), points(100, written)])
        with refused("reference_invalid", field="payments.1.reference"):
            selling(clerk, wanted)


def test_points_in_two_parts_are_refused(clerk: Actor, refused) -> None:
    rich(1000)
    wanted = with_points(tenders=[cash(449), points(50, ""), points(50, "")])
    with refused("payment_mismatch"):
        selling(clerk, wanted)


def test_faults_of_fields_come_first_and_together(clerk: Actor, refused) -> None:
    rich(10)
    wanted = with_points(100, customer_mobile="12", imei="1")
    with refused("invalid", field=None) as no:
        selling(clerk, wanted)
    assert {error.field for error in no.value.errors} == {"imei", "customer.mobile"}


def test_a_sale_that_fails_after_the_redeem_leaves_nothing(clerk: Actor, refused) -> None:
    """The IMEI is covered already, the UTR used, the price another: all are found after the points were counted."""
    rich(1000)
    first = sold_with(100, actor=clerk, tenders=[upi("412345678901", "449"), points(100, "")])
    for code, field, wanted in (
        ("imei_already_covered", "imei", with_points(100, imei=first.imei)),
        ("reference_used", "payments.0.reference", with_points(tenders=[upi("412345678901", "449"), points(100, "")])),
        ("price_changed", "expected_price", with_points(100, price=Decimal(600), expected_price=Decimal(600))),
    ):
        with refused(code, field=field):
            selling(clerk, wanted)


def test_whatever_breaks_after_the_sale_gives_the_points_back(clerk: Actor, refused) -> None:
    """The caller's transaction ends otherwise: neither plan nor spending is left."""
    farhan = rich(1000)
    wanted = with_points(100)

    class TornDown(Exception):
        pass

    def torn() -> None:
        with transaction.atomic():
            selling(clerk, wanted)
            assert has(farhan) == (0, 900, 0, 0)
            raise TornDown

    with pytest.raises(TornDown):
        torn()
    assert (has(farhan), Plan.objects.count()) == ((0, 1000, 0, 0), 0)


def test_plans_alone_take_no_points_that_nobody_counted(clerk: Actor) -> None:
    """The way past the use case: the database refuses a part that names no number of points."""
    rich(1000)
    with pytest.raises(IntegrityError, match="points_are_counted_and_pay_whole_rupees"), transaction.atomic():
        sell_plan(order=with_points(100), actor=clerk, at=AT, on=local_day(AT))


def test_points_earned_by_the_sale_leave_out_what_points_paid(clerk: Actor) -> None:
    """50 for the plan, 139 for a phone of ₹13,999: neither is of the fee's rupees, so paying with points costs none of them."""
    farhan = rich(1000)
    sold_with(100, actor=clerk)
    hear()
    assert has(farhan) == (189, 900, 0, 0)


def test_a_sale_without_points_asks_nothing_of_loyalty(clerk: Actor, django_assert_num_queries) -> None:
    rich(1000)
    selling(clerk, order(sellable()))
    wanted = order(sellable())
    with django_assert_num_queries(4):  # savepoint, facts, rows, release
        selling(clerk, wanted)
