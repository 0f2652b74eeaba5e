"""Taking a sale back: points come back as points, earned ones go, and what is missing is told before it happens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.ledger.services import expire_due
from loyalty.spending.refunding import Back
from stores.clock import local_day, start_of_day
from tests.factories.billing import cash
from tests.factories.codes import newest_code
from tests.factories.drawers import closed, counted, opened
from tests.factories.plans import AT, days_ago, new_imei
from tests.loyalty.spending.purse import given, has, hear, journal, rich, sold_with
from upgrade_program.billing.models import Collection
from upgrade_program.billing.services import Tender
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.money import money_of_day
from upgrade_program.usecases.cancel import Ground, Shortfall, cancel, cancel_confirmed, preview, send_code

pytestmark = pytest.mark.django_db


def taken_back(plan: Plan, manager: Actor, *, at: datetime = AT, shortfall: Shortfall = Shortfall.OWE) -> Plan:
    """The sale was the store's mistake: no code is asked for."""
    return cancel(
        actor=manager, number=plan.number, reason="sold by mistake", at=at, on=local_day(at), ground=Ground.STORE_ERROR, shortfall=shortfall
    )


def test_points_come_back_to_their_lots(clerk: Actor, manager: Actor) -> None:
    farhan = rich(0)
    given(farhan, 60, ends=start_of_day(date(2027, 7, 1)))
    given(farhan, 60)
    plan = sold_with(100, actor=clerk)
    told = preview(actor=manager, number=plan.number, at=AT)
    assert told.points.back == (Back(60, date(2027, 6, 30)), Back(40, None))
    assert [(part.method, part.amount) for part in told.money] == [("cash", 449)]
    taken_back(plan, manager)
    assert has(farhan) == (0, 120, 0, 0)
    assert has(farhan, at=start_of_day(date(2027, 7, 1))) == (0, 60, 0, 0)
    assert [(back.payment.method, back.amount) for part in plan.collection.payments.all() for back in part.refunds.all()] == [
        ("cash", 449),
        ("points", 100),
    ]


def test_points_of_a_dead_lot_get_thirty_days(clerk: Actor, manager: Actor) -> None:
    farhan = rich(0)
    given(farhan, 100, ends=start_of_day(date(2027, 5, 5)))
    plan = sold_with(100, actor=clerk)
    later = AT + timedelta(days=4)  # 7 May; the lot was alive through 4 May
    expire_due(at=later)
    assert preview(actor=manager, number=plan.number, at=later).points.back == (Back(100, date(2027, 6, 6), anew=True),)
    taken_back(plan, manager, at=later)
    assert has(farhan, at=start_of_day(date(2027, 6, 7)) - timedelta(seconds=1)) == (0, 100, 0, 0)
    assert has(farhan, at=start_of_day(date(2027, 6, 7))) == (0, 0, 0, 0)


def test_twice_gives_nothing_twice(clerk: Actor, manager: Actor, refused) -> None:
    farhan = rich(1000)
    plan = sold_with(100, actor=clerk)
    taken_back(plan, manager)
    with refused("plan_not_live", field=None):
        taken_back(plan, manager)
    assert [kind for kind, *_ in journal(farhan)].count("restore") == 1


def test_a_refused_cancellation_gives_nothing_back(clerk: Actor, manager: Actor, refused) -> None:
    rich(1000)
    plan = sold_with(100, actor=clerk)
    with refused("otp_wrong", field="otp"):
        cancel(actor=manager, number=plan.number, reason="changed their mind", at=AT, on=local_day(AT))


def test_what_the_plan_earned_goes_and_what_is_missing_is_told(clerk: Actor, manager: Actor) -> None:
    """50 for the plan and 139 for the phone live after the free look; 109 of the 189 are spent on another plan, then this one goes back."""
    farhan, first = earned_and_spent(clerk)
    told = preview(actor=manager, number=first.number, at=AT).points
    assert (told.back, told.goes, told.shortfall, told.worth) == ((), 189, 109, Decimal(109))
    taken_back(first, manager)
    hear()
    assert has(farhan)[1:] == (0, 0, 109)  # available, held, debt: as it was told


def test_points_given_back_count_before_those_that_go(clerk: Actor, manager: Actor) -> None:
    """The second plan goes back: its 109 come back, the 189 it earned are pending still, and nothing is missing."""
    farhan, _ = earned_and_spent(clerk)
    second = Plan.objects.latest("id")
    told = preview(actor=manager, number=second.number, at=AT).points
    assert (told.comes_back, told.goes, told.shortfall) == (109, 189, 0)
    taken_back(second, manager)
    hear()
    assert has(farhan) == (0, 189, 0, 0)


def test_the_customer_may_pay_for_what_is_missing(clerk: Actor, manager: Actor, store) -> None:
    """Full refund and credit note, ₹109 in cash for 109 points; drawer and day report say both, and no debt is left."""
    farhan, first = earned_and_spent(clerk)
    drawer = opened(manager)
    told = preview(actor=manager, number=first.number, at=AT)
    assert (told.cash, told.cash_if_paid) == (549, 440)
    done = taken_back(first, manager, at=AT, shortfall=Shortfall.PAY)
    hear()
    assert has(farhan)[1:] == (0, 0, 0)
    assert done.credit_note is not None
    assert done.credit_note.total == 549
    bought = Collection.objects.get(bill=f"points:plan:{first.pk}")
    assert [(part.method, part.amount) for part in bought.payments.all()] == [("cash", 109)]
    entry = next(row for row in journal(farhan) if row[0] == "adjust")
    assert entry == ("adjust", f"plan:{first.pk}", 109)
    # With the second plan's ₹440 in cash; its 109 points are in no drawer.
    drawer = closed(manager, counted(clerk, drawer, 2000 + 440 - 549 + 109))
    assert (drawer.cash_in, drawer.cash_back, drawer.points_in, drawer.points_back) == (549, 549, 109, 0)
    lines = {line.label: (line.received, line.given_back) for line in money_of_day(store, on=local_day(AT)).methods}
    assert lines["Cash"] == (440 + 109, 549)
    assert lines["Points"] == (109, 0)


def test_nobody_pays_for_points_that_are_not_missing(clerk: Actor, manager: Actor) -> None:
    farhan = rich(1000)
    plan = sold_with(100, actor=clerk)
    taken_back(plan, manager, shortfall=Shortfall.PAY)
    assert not Collection.objects.exclude(bill="").exists()
    assert has(farhan) == (0, 1000, 0, 0)


def test_only_who_may_cancel_sees_what_it_does(clerk: Actor, other_manager: Actor, refused) -> None:
    rich(1000)
    plan = sold_with(100, actor=clerk)
    for who, code in ((clerk, "forbidden"), (other_manager, "forbidden")):
        with refused(code, field=None):
            preview(actor=who, number=plan.number, at=AT)


def test_with_the_customers_code_as_any_cancellation(clerk: Actor, manager: Actor) -> None:
    farhan = rich(1000)
    plan = sold_with(100, actor=clerk)
    send_code(actor=manager, number=plan.number, address="203.0.113.9", at=AT, on=local_day(AT))
    cancel_confirmed(actor=manager, number=plan.number, reason="changed mind", code=newest_code(at=AT), at=AT, on=local_day(AT))
    assert has(farhan) == (0, 1000, 0, 0)


def earned_and_spent(clerk: Actor) -> tuple[Customer, Plan]:
    """A plan of twelve days ago whose 189 points live since; 109 of them pay a part of a second plan, whose own 189 are pending."""
    farhan = rich(0)
    first = sold_with(actor=clerk, at=days_ago(12), tenders=[Tender("cash", Decimal(549))])
    hear()
    assert has(farhan) == (0, 189, 0, 0)
    sold_with(109, actor=clerk, imei=new_imei(), phone_invoice_number="TI/27/00043")
    hear()
    assert has(farhan) == (189, 80, 0, 0)
    return farhan, first


@pytest.mark.parametrize(
    ("language", "points", "words"),
    [
        ("en", 109, "₹440 and 109 points back"),
        ("hi", 109, "₹440 और 109 पॉइंट वापस"),
        ("en", 0, "₹549 back"),
        ("hi", 0, "₹549 वापस"),
    ],
)
def test_the_code_names_money_and_points_apart(clerk: Actor, manager: Actor, language: str, points: int, words: str) -> None:
    """Points never come back as money, so the customer who says yes reads both."""
    rich(1000)
    paid = {} if points else {"tenders": [cash(Decimal(549))]}
    plan = sold_with(points or 50, actor=clerk, customer_language=language, **paid)
    send_code(actor=manager, number=plan.number, address="127.0.0.1", at=AT, on=local_day(AT))
    assert Message.objects.get(template="otp.code").slots["amount"] == words
