"""Earn, wait, spend, give back: the life of points in short."""

from __future__ import annotations

import pytest

from loyalty.ledger import services
from tests.loyalty.ledger.till import START, cause, day, earn, has, kept, kinds, lots, member, redeem, sound

pytestmark = pytest.mark.django_db


def test_points_are_earned_matured_spent_and_given_back() -> None:
    asha = member()
    earn(asha, 100, live=day(8), ends=day(400))
    assert has(asha) == (100, 0, 0, 0)
    assert services.mature_due(at=day(7)) == 0
    assert services.mature_due(at=day(8)) == 1
    assert kept(asha) == (0, 100, 0, 0)
    spent = redeem(asha, 60, at=day(9))
    assert has(asha, at=day(9)) == (0, 40, 0, 0)
    assert services.restore(entry_id=spent.pk, in_all=20, cause=cause(day(10))) is not None
    assert has(asha, at=day(10)) == (0, 60, 0, 0)
    kept_for = services.hold(customer_id=asha, points=50, cause=cause(day(11)), until=day(12))
    assert has(asha, at=day(11)) == (0, 10, 50, 0)
    services.capture(hold_id=kept_for.pk, cause=cause(day(11)))
    assert services.claw_back(earn_source=("plan", kept_for.source_id), in_all=1, cause=cause(day(11))) is None
    services.adjust(customer_id=asha, points=-10, cause=cause(day(11)))
    assert has(asha, at=day(11)) == (0, 0, 0, 0)
    assert kinds(asha) == ["earn", "mature", "redeem", "restore", "hold", "capture", "adjust"]
    sound()


def test_a_late_return_makes_debt_and_the_next_points_pay_it() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    redeem(asha, 70)
    services.claw_back(earn_source=("plan", "bill"), in_all=100, cause=cause())
    assert kept(asha) == (0, 0, 0, 70)
    earn(asha, 100, ends=day(30))
    assert kept(asha) == (0, 30, 0, 0)
    assert services.expire_due(at=day(30)) == 1
    assert kept(asha) == (0, 0, 0, 0)
    assert lots(asha) == [(100, 0, 0, "live"), (100, 0, 0, "ended")]
    sound()


def test_two_members_become_one() -> None:
    asha, ravi = member(), member()
    earn(asha, 50, source="one")
    earn(asha, 30, live=day(5))
    earn(ravi, 20, source="two")
    redeem(ravi, 20)
    services.claw_back(earn_source=("plan", "two"), in_all=20, cause=cause())
    services.merge(from_customer_id=asha, into_customer_id=ravi, cause=cause(START, kind="merge"))
    assert has(asha) == has(ravi) == (30, 30, 0, 0)
    earn(asha, 5)
    services.claw_back(earn_source=("plan", "one"), in_all=50, cause=cause())
    assert kept(ravi) == (30, 0, 0, 15)
    sound()
