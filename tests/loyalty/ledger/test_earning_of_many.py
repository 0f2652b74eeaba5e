"""`earn_all` writes row for row what `earn` writes, one by one; done again it changes nothing."""

from __future__ import annotations

import random

import pytest

from loyalty.ledger import services
from loyalty.ledger.services import Earning
from loyalty.ledger.services import earning_of_many as module
from tests.loyalty.ledger.till import DAY, START, cause, day, digest, earn, has, journal, kept, member, redeem, sound
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
CLERK = Actor(role=Role.CLERK, staff_id=7, username="meera", name="Meera", store_id=3)


def some(customers: list[int], number: int, *, tag: str, seed: int = 7) -> list[Earning]:
    chance = random.Random(seed)
    made = []
    for place in range(number):
        at = START + chance.randrange(5) * DAY
        live = at if chance.random() < 0.5 else at + 8 * DAY
        made.append(
            Earning(
                customer_id=chance.choice(customers),
                points=chance.randint(1, 200),
                cause=cause(at, f"{tag}{place}", actor=CLERK, store_id=3, rule="phone_bill:3", facts={"bill": "139.99"}, note='n\'ote "x"'),
                live_from=live,
                expires_at=live + 365 * DAY if chance.random() < 0.7 else None,
            )
        )
    return made


def test_many_at_once_are_what_they_are_one_by_one() -> None:
    these, those = [member() for _ in range(4)], [member() for _ in range(4)]
    for customer in (these[0], those[0]):  # owes something already
        earn(customer, 90, source=f"first{customer}")
        redeem(customer, 90)
        services.claw_back(earn_source=("plan", f"first{customer}"), in_all=90, cause=cause())
    for one in some(these, 60, tag="a"):
        services.earn(customer_id=one.customer_id, points=one.points, cause=one.cause, live_from=one.live_from, expires_at=one.expires_at)
    assert services.earn_all(some(those, 60, tag="b")) == 60
    assert [kept(one) for one in these] == [kept(one) for one in those]
    for one, other in zip(these[1:], those[1:], strict=True):
        assert journal(one, tag="a") == journal(other, tag="b")
    assert sum(len(journal(one)) for one in those[1:]) > 30
    sound()


def test_a_batch_again_changes_nothing() -> None:
    given = some([member() for _ in range(5)], 40, tag="x")
    assert services.earn_all(given) == 40
    before = digest()
    assert services.earn_all(given) == 0
    assert digest() == before
    more = [*given, *some([given[0].customer_id], 3, tag="y")]
    assert services.earn_all(more) == 3
    sound()


def test_a_source_twice_in_one_batch_earns_once() -> None:
    asha = member()
    twice = some([asha], 1, tag="x") * 2
    assert services.earn_all(twice) == 1
    assert sum(has(asha, at=START)) == twice[0].points


def test_batches_are_as_good_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 7)
    given = some([member() for _ in range(3)], 40, tag="x")
    assert services.earn_all(given) == 40
    sound()


def test_live_points_of_a_batch_pay_debt_and_pending_ones_wait() -> None:
    asha = member()
    earn(asha, 50, source="bill")
    redeem(asha, 50)
    services.claw_back(earn_source=("plan", "bill"), in_all=50, cause=cause())
    pending = Earning(customer_id=asha, points=30, cause=cause(), live_from=day(8))
    live = Earning(customer_id=asha, points=20, cause=cause(), live_from=START)
    assert services.earn_all([pending, live]) == 2
    assert kept(asha) == (30, 0, 0, 30)
    sound()


def test_a_batch_for_a_merged_member_goes_to_the_other() -> None:
    asha, ravi = member(), member()
    earn(asha, 5)
    services.merge(from_customer_id=asha, into_customer_id=ravi, cause=cause(kind="merge"))
    assert services.earn_all([Earning(customer_id=asha, points=30, cause=cause(), live_from=START)]) == 1
    assert kept(ravi) == (0, 35, 0, 0)
    sound()


def test_nothing_to_give_is_nothing_done() -> None:
    assert services.earn_all([]) == 0
