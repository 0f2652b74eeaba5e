"""Many at once on the same points: none is lost, none doubled, and nobody is told of a deadlock (reliability section 2)."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from loyalty.ledger import services
from loyalty.ledger.models import Account, Entry
from loyalty.ledger.queries import account_of, broken
from loyalty.ledger.services import Cause, Earning, acting, spending
from loyalty.ledger.services.upkeep import opened
from tests.factories.customers import consent_texts
from tests.foundation.crowd import at_once, law, looked_first
from tests.loyalty.ledger.till import START, cause, day, earn, has, kept, kinds, member, redeem
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
BITES, BITE, BALANCE = 64, 40, 1_000


@pytest.fixture(autouse=True)
def _texts() -> Iterator[None]:
    consent_texts()
    yield
    consent_texts()


def codes(outcomes: list[Any]) -> Counter[str]:
    """How often each outcome came: done, the code of a refusal, or the law or error."""
    return Counter(
        "done" if not isinstance(one, Exception) else one.code if isinstance(one, Refused) else law(one) or type(one).__name__
        for one in outcomes
    )


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_of_sixty_four_bites_twenty_five_are_taken() -> None:
    asha = member()
    earn(asha, 300, ends=day(30))
    earn(asha, BALANCE - 300)
    outcomes = codes(at_once(BITES, lambda number: redeem(asha, BITE, source=f"bite{number}")))
    assert outcomes == {"done": 25, "points_insufficient": 39}
    assert kept(asha) == (0, 0, 0, 0)
    assert broken() == []


def test_control_without_the_lock_the_laws_must_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the account's lock not every bite that could be taken is: what is refused then, the database refuses by its laws."""

    monkeypatch.setattr(spending, "locked", looked_first(account_of, 8))
    asha = member()
    earn(asha, BALANCE)
    outcomes = codes(at_once(BITES, lambda number: redeem(asha, BITE, source=f"bite{number}")))
    assert outcomes["done"] != 25 or outcomes["points_insufficient"] != 39, outcomes
    assert outcomes["entries_of_an_account_are_numbered"] > 0
    assert broken() == []


def test_one_bill_earns_once_whoever_tells_it() -> None:
    asha = member()
    outcomes = codes(at_once(24, lambda number: earn(asha, 50, source="bill") if number % 2 else services.earn_all([one(asha)])))
    assert outcomes == {"done": 24}
    assert has(asha) == (0, 50, 0, 0)
    assert kinds(asha) == ["earn"]


def one(customer: int) -> Earning:
    return Earning(customer_id=customer, points=50, cause=cause(START, "bill"), live_from=START)


def test_one_hold_ends_once() -> None:
    asha = member()
    earn(asha, 100)
    hold = services.hold(customer_id=asha, points=60, cause=cause(), until=day(1))
    ends = (services.capture, services.release)
    outcomes = codes(at_once(16, lambda number: ends[number % 2](hold_id=hold.pk, cause=cause())))
    assert outcomes == {"done": 8, "hold_over": 8}
    assert kept(asha) in {(0, 40, 0, 0), (0, 100, 0, 0)}
    assert broken() == []


def test_a_bill_is_taken_back_once() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    spent = redeem(asha, 70)
    at_once(12, lambda _: services.claw_back(earn_source=("plan", "bill"), in_all=100, cause=cause()))
    assert kept(asha) == (0, 0, 0, 70)
    at_once(12, lambda _: services.restore(entry_id=spent.pk, in_all=70, cause=cause()))
    assert kept(asha) == (0, 0, 0, 0)
    assert broken() == []


def test_two_merges_at_once_in_both_directions() -> None:
    for _ in range(4):
        asha, ravi = member(), member()
        earn(asha, 10)
        earn(ravi, 20)
        pairs = [(asha, ravi), (ravi, asha)]
        outcomes = codes(
            at_once(
                6,
                lambda number, pairs=pairs: services.merge(
                    from_customer_id=pairs[number % 2][0], into_customer_id=pairs[number % 2][1], cause=cause(kind="merge")
                ),
            )
        )
        assert outcomes == {"done": 1, "same_account": 5}
        assert has(asha) == has(ravi) == (0, 30, 0, 0)
    assert broken() == []


def test_jobs_at_once_do_each_thing_once() -> None:
    customers = [member() for _ in range(20)]
    for customer in customers:
        earn(customer, 10, live=day(2), ends=day(5))
    jobs = (services.mature_due, services.expire_due)
    counts = at_once(8, lambda number: sum(jobs[number % 2](at=day(6), limit=7) for _ in range(12)))
    assert [one for one in counts if isinstance(one, Exception)] == []
    while services.mature_due(at=day(6)) or services.expire_due(at=day(6)):
        pass
    for customer in customers:
        assert kinds(customer) == ["earn", "mature", "expire"]
    assert broken() == []


# Everything at once ------------------------------------------------------------------------------------------------------------------

ACTS = 24
EACH = 12


def mixed(customers: list[int], number: int, chance: int) -> list[str]:
    """What one client does: a dozen acts on anybody's points; which of them were refused, and by what."""
    dice = random.Random(chance + number)
    said = []
    for turn in range(EACH):
        who, source = dice.choice(customers), f"{number}.{turn}"
        at = day(dice.randrange(12))
        try:
            _one_act(dice.randrange(9), who, customers, source, at, dice)
            said.append("done")
        except Refused as no:
            said.append(no.code)
    return said


def _one_act(kind: int, who: int, customers: list[int], source: str, at: Any, dice: random.Random) -> None:
    told = Cause(source_type="plan", source_id=source, at=at)
    points = dice.choice([5, 20, 60])
    if kind == 0:
        batch = dice.sample(customers, 4)
        services.earn_all(
            [
                Earning(
                    customer_id=name,
                    points=points,
                    cause=cause(at, f"{source}.{name}"),
                    live_from=dice.choice([at, day(6)]),
                    expires_at=day(13),
                )
                for name in batch
            ]
        )
    elif kind in {1, 2}:
        services.earn(
            customer_id=who, points=points, cause=told, live_from=dice.choice([at, day(8)]), expires_at=day(dice.randrange(13, 16))
        )
    elif kind in {3, 4}:
        services.redeem(customer_id=who, points=points, cause=told)
    elif kind == 5:
        services.mature_due(at=at)
        services.expire_due(at=at)
    elif kind == 6:
        earned = Entry.objects.filter(kind="earn", account__customer=who).order_by("?").first()
        if earned:
            services.claw_back(earn_source=(earned.source_type, earned.source_id), in_all=earned.points, cause=told)
    elif kind == 7:
        kept_for = services.hold(customer_id=who, points=5, cause=told, until=day(20))
        (services.capture if dice.random() < 0.5 else services.release)(hold_id=kept_for.pk, cause=told)
    else:
        services.merge(from_customer_id=who, into_customer_id=dice.choice(customers[:4]), cause=told)


def replayed(account: Account) -> tuple[int, int, int, int]:
    """The oracle: the balances as the journal's changes add up to them, line by line, and nothing below zero on the way."""
    sums = [0, 0, 0, 0]
    for entry in Entry.objects.filter(account=account).order_by("seq"):
        for place, change in enumerate((entry.d_pending, entry.d_available, entry.d_held, entry.d_debt)):
            sums[place] += change
            assert sums[place] >= 0, entry
    return sums[0], sums[1], sums[2], sums[3]


def test_everything_at_once_ends_in_order(monkeypatch: pytest.MonkeyPatch, record_property: Any) -> None:
    chance = random.SystemRandom().randrange(10**6)
    tried_again: list[float] = []
    pause = acting.time.sleep

    def noted(seconds: float) -> None:
        tried_again.append(seconds)
        pause(seconds)

    monkeypatch.setattr(acting.time, "sleep", noted)
    customers = [member() for _ in range(8)]
    for customer in customers:
        earn(customer, 100, ends=day(10))
    before = deadlocks()
    outcomes = at_once(ACTS, lambda number: mixed(customers, number, chance))
    assert [one for one in outcomes if isinstance(one, Exception)] == [], f"seed {chance}"
    seen = Counter(code for said in outcomes for code in said)
    record_property(
        "summary", f"points at once: {dict(seen)}, {len(tried_again)} tried again, {deadlocks() - before} deadlocks, seed {chance}"
    )
    assert broken() == [], f"seed {chance}"
    assert seen["done"] > ACTS * EACH // 2, seen
    for account in Account.objects.all():
        assert (account.pending, account.available, account.held, account.debt) == replayed(account), f"seed {chance}"
    net = sum(entry.points for entry in Entry.objects.all())
    assert net == sum(account.pending + account.available + account.held - account.debt for account in Account.objects.all())


def test_control_a_lost_entry_is_seen_by_the_replay() -> None:
    """The oracle is not the account's own word: without one line of the journal it says something else."""
    asha = member()
    earn(asha, 10)
    earn(asha, 5)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_lotmove WHERE entry_id = (SELECT max(id) FROM ledger_entry)")
        cursor.execute("DELETE FROM ledger_lot WHERE entry_id = (SELECT max(id) FROM ledger_entry)")
        cursor.execute("DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)")
        cursor.execute("SET session_replication_role = origin")
    account = account_of(asha)
    assert account
    assert replayed(account) == (0, 10, 0, 0) != kept(asha)
    assert {fault.account_id for fault in broken()} == {account.pk}


def test_an_act_is_tried_again_when_its_lock_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """One waits for a row that another keeps; the act outlasts it. Inside a transaction of the caller's it is told at once."""
    asha = member()
    earn(asha, 10)
    taken, let_go, gone, pauses = threading.Event(), threading.Event(), threading.Event(), []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        let_go.set()
        assert gone.wait(60)

    monkeypatch.setattr(acting.time, "sleep", pause)

    def run(number: int) -> Any:
        from django.db import transaction

        if number:
            with transaction.atomic():
                assert opened(Account.objects.select_for_update().get(customer_id=asha), at=START)
                taken.set()
                assert let_go.wait(60)
            gone.set()
            return None
        assert taken.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        return redeem(asha, 4)

    outcomes = at_once(2, run)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert pauses
    assert has(asha) == (0, 6, 0, 0)
