"""Points pay a part of the new phone's bill, with the settlement or not at all; a reversal gives them back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stores.clock import local_day
from tests.factories.claims import NewPhone, accepted, new_phone, old_plan
from tests.factories.drawers import closed, counted, opened
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY, sellable
from tests.loyalty.spending.purse import given, has, journal, rich
from upgrade_program.billing.models import Collection, Refund
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.money import money_of_day
from upgrade_program.usecases.upgrade import confirm, reversal_preview, reverse, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    """Worth ₹9,799 against a phone of ₹21,999: ₹12,200 are left to pay, and 20 % of its bill are ₹4,399.80."""
    rich(0)
    return accepted(old_plan(actor=clerk), actor=clerk)


def settled_with(claim: Claim, amount: int | str, *, actor: Actor, phone: NewPhone | None = None, acknowledged: bool = False) -> Settlement:
    points = [Decimal(amount)]
    return settle(
        actor=actor,
        claim=claim.number,
        new_phone=phone or new_phone(),
        excess_acknowledged=acknowledged,
        at=AT,
        on=local_day(AT),
        points=points,
    )


def test_points_pay_a_part_of_what_is_left(claim: Claim, clerk: Actor, store) -> None:
    farhan = rich(5000)
    done = settled_with(claim, 4399, actor=clerk)
    assert (done.exchange, has(farhan)) == (9799, (0, 601, 0, 0))
    assert journal(farhan)[-1] == ("redeem", f"claim:{claim.pk}", -4399)
    paid = Collection.objects.get(bill=f"claim:{claim.pk}")
    assert [(part.method, part.amount, part.reference) for part in paid.payments.all()] == [("points", 4399, "4399")]
    lines = {line.label: line.net for line in money_of_day(store, on=TODAY).methods}
    assert lines == {"Cash": 0, "UPI": 0, "Card": 0, "Points": 4399}
    assert money_of_day(store, on=TODAY).without_points == 0


def test_a_reversal_gives_them_back(claim: Claim, clerk: Actor, manager: Actor, store) -> None:
    farhan = rich(5000)
    drawer = opened(manager)
    settled_with(claim, 1000, actor=clerk)
    told = reversal_preview(actor=manager, claim=claim.number, at=AT)
    assert (told.comes_back, told.goes, told.shortfall) == (1000, 0, 0)
    reverse(actor=manager, claim=claim.number, reason="new phone returned", at=AT, on=TODAY)
    assert has(farhan) == (0, 5000, 0, 0)
    assert [(back.payment.method, back.amount, back.credit_note) for back in Refund.objects.all()] == [("points", 1000, None)]
    drawer = closed(manager, counted(clerk, drawer, 2000))  # no cash moved
    assert (drawer.points_in, drawer.points_back) == (1000, 1000)


@pytest.mark.parametrize(
    ("has_points", "amount", "code", "allowed"),
    [
        (5000, 4400, "points_over_share", 4399),
        (300, 301, "points_insufficient", 300),
        (5000, 49, "points_below_minimum", 4399),
        (5000, "100.50", "invalid", None),
    ],
)
def test_what_the_limits_refuse_settles_nothing(claim: Claim, clerk: Actor, refused, has_points, amount, code, allowed) -> None:
    rich(has_points)
    phone = new_phone()
    with refused(code) as no:
        settled_with(claim, amount, actor=clerk, phone=phone)
    assert no.value.facts.get("allowed") == allowed
    with refused(code):
        confirm(actor=clerk, claim=claim.number, code="", at=AT, on=TODAY, points=[Decimal(amount)], price=phone.price)


def test_never_more_than_is_left_to_pay(claim: Claim, manager: Actor, refused) -> None:
    """A phone of ₹9,999: ₹200 are left, though its share would be ₹1,999."""
    farhan = rich(5000)
    phone = new_phone(sellable(name="Redmi 9 Power", srp=9_999, price=299), price=Decimal(9_999))
    with refused("points_over_share") as no:
        settled_with(claim, 201, actor=manager, phone=phone)
    assert no.value.facts["allowed"] == 200
    settled_with(claim, 200, actor=manager, phone=phone)
    assert has(farhan) == (0, 4800, 0, 0)


def test_points_twice_are_refused(claim: Claim, clerk: Actor, refused) -> None:
    rich(5000)
    phone = new_phone()
    with refused("payment_mismatch"):
        settle(
            actor=clerk,
            claim=claim.number,
            new_phone=phone,
            excess_acknowledged=False,
            at=AT,
            on=TODAY,
            points=[Decimal(100), Decimal(100)],
        )


def test_a_settlement_that_is_refused_spends_nothing(claim: Claim, clerk: Actor, refused) -> None:
    rich(5000)
    phone = new_phone(imei=claim.handset_imei)
    with refused("new_phone_not_eligible", field="new_phone.imei"):
        settled_with(claim, 100, actor=clerk, phone=phone)


def test_points_are_the_plans_customers_own(claim: Claim, clerk: Actor, refused) -> None:
    """Whoever comes along: only the customer of the plan, whose code settles it, pays with points."""
    given(member(mobile="+919810455499"), 5000)
    phone = new_phone()
    with refused("points_insufficient"):
        settled_with(claim, 100, actor=clerk, phone=phone)
