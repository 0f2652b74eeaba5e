"""Points live and die on their day, whenever a job comes: late, doubled, not at all, or one account at a time."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from loyalty.ledger import services
from loyalty.ledger.services.accounts import locked
from loyalty.ledger.services.upkeep import opened
from tests.loyalty.ledger.till import (
    DAY,
    START,
    cause,
    day,
    digest,
    earn,
    has,
    journal,
    kept,
    kinds,
    lots,
    member,
    nothing_changes,
    redeem,
    sound,
)

pytestmark = pytest.mark.django_db


def lives(customers: list[int], *, seed: int) -> None:
    chance = random.Random(seed)
    for customer in customers:
        owes = chance.random() < 0.3
        if owes:
            source = f"owed{customer}"
            earn(customer, 60, source=source)
            redeem(customer, 60)
            services.claw_back(earn_source=("plan", source), in_all=60, cause=cause())
        for _ in range(chance.randint(1, 5)):
            live = START + chance.randint(1, 12) * DAY
            ends = live + chance.randint(1, 12) * DAY if chance.random() < 0.8 else None
            earn(customer, chance.randint(1, 50), live=live, ends=ends)


@pytest.mark.parametrize("seed", range(4))
def test_jobs_leave_the_balances_that_one_account_at_a_time_leaves(seed: int) -> None:
    these, those = [member() for _ in range(8)], [member() for _ in range(8)]
    lives(these, seed=seed)
    lives(those, seed=seed)
    for number in range(1, 26):
        for customer in these:
            account = locked(customer)
            assert account is not None
            opened(account, at=day(number)).close()
    for number in range(3, 25, 1 + seed):  # late, each seed more so
        services.mature_due(at=day(number))
        services.expire_due(at=day(number))
    services.mature_due(at=day(25))
    services.expire_due(at=day(25))
    assert [kept(one) for one in these] == [kept(one) for one in those]
    assert [sorted(lots(one)) for one in these] == [sorted(lots(one)) for one in those]
    sound()


def test_the_statements_write_what_the_book_writes() -> None:
    asha, ravi = member(), member()
    for customer, tag in ((asha, "a"), (ravi, "b")):
        earn(customer, 10, live=day(5), ends=day(40), source=f"{tag}1")
        earn(customer, 20, live=day(4), ends=day(30), source=f"{tag}2")
        earn(customer, 5, source=f"{tag}3")
    account = locked(asha)
    assert account is not None
    for at in (day(6), day(50)):
        opened(account, at=at).close()
    services.mature_due(at=day(6))
    assert kinds(asha)[-4:] == ["mature", "mature", "expire", "expire"]
    services.expire_due(at=day(50))
    assert journal(asha, tag="a") == journal(ravi, tag="b")
    assert lots(asha) == lots(ravi)
    sound()


def test_done_again_changes_nothing() -> None:
    asha = member()
    earn(asha, 10, live=day(2), ends=day(4))
    assert services.mature_due(at=day(2)) == 1
    with nothing_changes():
        assert services.mature_due(at=day(2)) == 0
    assert services.expire_due(at=day(4)) == 1
    with nothing_changes():
        assert services.expire_due(at=day(9)) == 0
    assert kinds(asha) == ["earn", "mature", "expire"]


def test_so_many_a_time() -> None:
    ashas = [member() for _ in range(5)]
    for asha in ashas:
        earn(asha, 10, live=day(2), ends=day(4))
    assert [services.mature_due(at=day(2), limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [services.expire_due(at=day(4), limit=4) for _ in range(3)] == [4, 1, 0]
    sound()


def test_a_lot_is_alive_until_its_instant() -> None:
    asha = member()
    earn(asha, 10, ends=day(4))
    just_before = day(4) - timedelta(microseconds=1)
    assert services.expire_due(at=just_before) == 0
    assert has(asha, at=just_before) == (0, 10, 0, 0)
    assert has(asha, at=day(4)) == (0, 0, 0, 0)  # before the sweep
    assert kept(asha) == (0, 10, 0, 0)
    assert services.expire_due(at=day(4)) == 1


def test_pending_points_that_died_paid_the_debt_of_their_time() -> None:
    asha = member()
    earn(asha, 60, source="bill")
    redeem(asha, 60)
    services.claw_back(earn_source=("plan", "bill"), in_all=60, cause=cause())
    earn(asha, 100, live=day(3), ends=day(6))
    assert has(asha, at=day(4)) == (0, 40, 0, 0)
    assert has(asha, at=day(6)) == (0, 0, 0, 0)
    services.expire_due(at=day(7))
    assert kinds(asha)[-3:] == ["mature", "offset", "expire"]
    assert kept(asha) == (0, 0, 0, 0)
    sound()


def test_what_is_held_does_not_expire_before_it_is_released() -> None:
    asha = member()
    earn(asha, 10, ends=day(4))
    hold = services.hold(customer_id=asha, points=6, cause=cause(), until=day(6))
    assert services.expire_due(at=day(4)) == 1
    assert kept(asha) == (0, 0, 6, 0)
    before = digest()
    assert services.expire_due(at=day(5)) == 0
    assert digest() == before
    services.release(hold_id=hold.pk, cause=cause(day(5)))
    assert kept(asha) == (0, 0, 0, 0)
    assert kinds(asha)[-2:] == ["release", "expire"]
    sound()
