"""Questions to the ledger: balances, the next expiry, what was earned in a window, what is outstanding, and the passport of each point."""

from __future__ import annotations

from datetime import date

import pytest

from loyalty.ledger import services
from loyalty.ledger.enums import Kind
from loyalty.ledger.queries import (
    Balances,
    Outstanding,
    account_of,
    balances,
    earned_between,
    entries_of,
    entry_of,
    next_expiry,
    outstanding_by_month,
    passport,
)
from tests.loyalty.ledger.till import START, cause, day, earn, member, redeem

pytestmark = pytest.mark.django_db
MIDNIGHT = day(30).replace(hour=0)  # 2 June 2027: the last day is 1 June


def test_whoever_has_no_account_has_nothing() -> None:
    asha = member()
    assert account_of(asha) is None
    assert balances(asha, at=START) == Balances(pending=0, available=0, held=0, debt=0)
    assert next_expiry(asha, at=START) is None
    assert earned_between(asha, START, day(9)) == 0
    assert list(entries_of(asha)) == passport(asha) == []


def test_an_account_is_opened_once() -> None:
    asha = member()
    first = services.open_account(customer_id=asha, at=START)
    assert services.open_account(customer_id=asha, at=day(1)) == first
    assert account_of(asha) == first
    assert (first.opened_at, first.last_seq) == (START, 0)


def test_the_last_day_is_the_one_before_the_midnight() -> None:
    asha = member()
    earn(asha, 5)
    earn(asha, 10, ends=day(60))
    assert next_expiry(asha, at=START) == (date(2027, 7, 2), 10)
    earn(asha, 7, ends=MIDNIGHT)
    earn(asha, 3, ends=MIDNIGHT)
    earn(asha, 100, live=day(8), ends=MIDNIGHT.replace(day=1))
    assert next_expiry(asha, at=START) == (date(2027, 6, 1), 10)
    assert next_expiry(asha, at=day(8)) == (date(2027, 5, 31), 100)  # live since, though no job has been there
    assert next_expiry(asha, at=MIDNIGHT) == (date(2027, 7, 2), 10)
    assert next_expiry(asha, at=day(60)) is None


def test_points_that_will_pay_a_debt_have_no_expiry_to_warn_of() -> None:
    asha = member()
    earn(asha, 50, source="bill")
    redeem(asha, 50)
    services.claw_back(earn_source=("plan", "bill"), in_all=50, cause=cause())
    earn(asha, 60, live=day(3), ends=MIDNIGHT)
    assert next_expiry(asha, at=day(2)) is None
    assert next_expiry(asha, at=day(3)) == (date(2027, 6, 1), 10)


def test_what_was_earned_is_net_of_what_was_taken_back_whenever_that_was() -> None:
    asha, ravi = member(), member()
    earn(asha, 100, source="bill")
    earn(asha, 50, at=day(5), source="other")
    earn(ravi, 7, at=day(5))
    services.adjust(customer_id=asha, points=1_000, cause=cause())
    redeem(asha, 80, at=day(6))
    services.claw_back(earn_source=("plan", "bill"), in_all=30, cause=cause(day(20)))
    assert earned_between(asha, START, day(5)) == 70
    assert earned_between(asha, START, day(6)) == 120
    assert earned_between(asha, day(1), day(5)) == 0
    services.merge(from_customer_id=ravi, into_customer_id=asha, cause=cause(day(21), kind="merge"))
    assert earned_between(asha, START, day(6)) == earned_between(ravi, START, day(6)) == 127


def test_outstanding_points_stand_under_the_month_of_their_last_day() -> None:
    asha, ravi = member(), member()
    earn(asha, 10, ends=MIDNIGHT.replace(day=1))  # dies with 31 May
    earn(ravi, 20, ends=MIDNIGHT)
    earn(asha, 30, live=day(8), ends=MIDNIGHT)
    earn(asha, 40)
    services.hold(customer_id=ravi, points=5, cause=cause(), until=day(1))
    assert outstanding_by_month(at=START) == [
        Outstanding(date(2027, 5, 1), 0, 10, 0),
        Outstanding(date(2027, 6, 1), 30, 15, 5),
        Outstanding(None, 0, 40, 0),
    ]
    assert [row.month for row in outstanding_by_month(at=MIDNIGHT.replace(day=1))] == [date(2027, 6, 1), None]


def test_every_point_can_be_traced() -> None:
    asha, ravi = member(), member()
    services.earn(
        customer_id=asha,
        points=100,
        cause=cause(source="17", rule="phone_bill:3", store_id=4, facts={"bill": "9999.00"}, note="With the phone"),
        live_from=START,
        expires_at=MIDNIGHT,
    )
    spent = redeem(asha, 60)
    services.restore(entry_id=spent.pk, in_all=10, cause=cause())
    services.merge(from_customer_id=asha, into_customer_id=ravi, cause=cause(kind="merge"))
    services.expire_due(at=MIDNIGHT)
    newest, oldest = passport(asha)
    made = oldest.made_by
    assert (made.source_type, made.source_id, made.rule, made.store_id, made.facts) == (
        "plan",
        "17",
        "phone_bill:3",
        4,
        {"bill": "9999.00"},
    )
    assert [(step.entry.kind, step.points, step.came_back) for step in oldest.steps] == [
        ("earn", 100, 0),
        ("redeem", -60, 10),
        ("restore", 10, 0),
        ("merge", -50, 0),
    ]
    assert newest.lot.origin == oldest.lot
    assert [(step.entry.kind, step.points) for step in newest.steps] == [("merge", 50), ("expire", -50)]
    assert [entry.kind for entry in entries_of(ravi)] == ["expire", "merge", "merge", "restore", "redeem", "earn"]
    assert entry_of(Kind.EARN, ("plan", "17")) == made
    assert entry_of(Kind.EARN, ("plan", "18")) is None


def test_the_passport_costs_the_same_for_many_lots(django_assert_num_queries: pytest.FixtureRequest) -> None:
    asha = member()
    for number in range(12):
        earn(asha, 10, ends=day(40 + number))
    redeem(asha, 70)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(passport(asha)) == 12
