"""At-least-once, in any order, from several workers: every account and status ends as the oracle says."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from threading import Event

import pytest

from loyalty.ledger.models import Account, Entry
from loyalty.programme.models import HeardBill, StatusRecord
from loyalty.programme.queries import status_of
from loyalty.programme.services import earning, leave, taking_back
from loyalty.programme.subscribers import (
    earn_for_claims_settled,
    earn_for_plans_sold,
    take_back_for_claims_reversed,
    take_back_for_plans_cancelled,
)
from stores.clock import local_day
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import cancelled, member, phone_rule, reversed_claim, settled_claim, sold_plan
from tests.factories.plans import AT
from tests.foundation.crowd import at_once, until_waiting
from tests.loyalty.programme.acts import has
from upgrade_program.kernel.actor import SYSTEM

HEARD = AT + timedelta(days=40)
CAP = 150  # of the extra rule, a month
Piece = tuple[object, dict[str, object]]


def life(chance: random.Random, store, customers, strangers, leavers):
    """Things that happen over a month, each once, in order of time; and what every customer has of them in the end."""
    news: list[Piece] = []
    bills = defaultdict(list)
    for _ in range(60):
        customer = chance.choice([*customers, *strangers, *leavers])
        at = AT + timedelta(minutes=chance.randrange(60 * 24 * 25))
        price = chance.choice([9_999, 13_999, 21_999, 49_999])
        taken_back = chance.random() < 0.3
        if chance.random() < 0.7:
            sold = sold_plan(customer, store, at=at, phone_price=f"{price}.00")
            news.append((earn_for_plans_sold, sold))
            if taken_back:
                news.append((take_back_for_plans_cancelled, cancelled(sold)))
            bills[customer.pk].append((at, sold["plan_id"], 50, price // 100, taken_back))
        else:
            settled = settled_claim(customer, store, at=at, price=f"{price}.00", exchange="5000.00")
            news.append((earn_for_claims_settled, settled))
            if taken_back:
                news.append((take_back_for_claims_reversed, reversed_claim(settled)))
            bills[customer.pk].append((at, settled["claim_id"], 100, (price - 5000) // 100, taken_back))
    return news, bills


def expected(bills, *, until: datetime | None = None) -> int:
    """The oracle, by hand and in the order of time: 50 or 100, a point for ₹100, and the extra rule's up to its cap a month."""
    points, used = 0, defaultdict(int)
    for at, _, event, phone, taken_back in sorted(bills, key=lambda bill: bill[0]):
        if until is not None and at >= until:
            continue
        month = local_day(at).replace(day=1)
        extra = min(phone, CAP - used[month])
        used[month] += extra
        points += 0 if taken_back else event + phone + extra
    return points


def mixed(chance: random.Random, news: list[Piece]) -> list[Piece]:
    """Every piece at least once, half of them two to five times, in random order."""
    deliveries = [piece for piece in news for _ in range(chance.choice([1, 2, 3, 4, 5]) if chance.random() < 0.5 else 1)]
    chance.shuffle(deliveries)
    return deliveries


def batches(chance: random.Random, deliveries: list[Piece]):
    """The deliveries cut into calls of one subscriber with 1 to 9 pieces."""
    while deliveries:
        subscriber = deliveries[0][0]
        size = chance.randrange(1, 10)
        chosen = [piece for piece in deliveries[: size * 3] if piece[0] is subscriber][:size]
        for piece in chosen:
            deliveries.remove(piece)
        yield subscriber, [payload for _, payload in chosen]


def people():
    phone_rule(key="extra", cap_points=CAP, cap_period="month")
    customers, strangers, leavers = [member() for _ in range(5)], [CustomerFactory() for _ in range(2)], [member() for _ in range(2)]
    left = AT + timedelta(days=10)
    for customer in leavers:
        leave(customer=customer, actor=SYSTEM, at=left)
    return customers, strangers, leavers, left


def check(bills, customers, strangers, leavers, left):
    for customer in customers:
        pending, available, debt = has(customer, at=HEARD)
        assert (pending + available, debt) == (expected(bills[customer.pk]), 0)
    for customer in leavers:
        pending, available, debt = has(customer, at=HEARD)
        assert (pending + available, debt) == (expected(bills[customer.pk], until=left), 0)
    assert not Account.objects.filter(customer__in=strangers).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_doubled_and_shuffled_news_ends_as_the_oracle_says(seed, store, record_property):
    chance = random.Random(seed)
    customers, strangers, leavers, left = people()
    news, bills = life(chance, store, customers, strangers, leavers)
    deliveries = mixed(chance, news)
    record_property("summary", f"loyalty replay, seed {seed}: {len(news)} pieces of news in {len(deliveries)} deliveries")
    assert len(deliveries) > len(news) * 1.4
    for subscriber, payloads in batches(chance, deliveries):
        subscriber(payloads, at=HEARD)
    check(bills, customers, strangers, leavers, left)
    on = local_day(HEARD)
    told = {customer.pk: status_of(customer.pk, on=on) for customer in customers}
    for customer in customers:
        record = StatusRecord.objects.filter(customer=customer).order_by("-id").first()
        assert (record.name if record else "Member") == told[customer.pk].level.name


@pytest.mark.django_db
def test_status_does_not_depend_on_the_order_either(store, clerk):
    """Sold 300, taken back, sold 300: never 500 at once, though somebody who hears the last first may think so for a while."""
    first = sold_plan(member(), store, phone_price="30000.00")
    customer_id = first["customer_id"]
    second = first | {"plan_id": first["plan_id"] + 10**6, "at": (AT + timedelta(days=5)).isoformat()}
    earn_for_plans_sold([second], at=HEARD)
    earn_for_plans_sold([first], at=HEARD)
    assert status_of(customer_id, on=local_day(HEARD)).level.name == "Silver"
    take_back_for_plans_cancelled([cancelled(first)], at=HEARD)
    assert status_of(customer_id, on=local_day(HEARD)).level.name == "Member"
    assert [row.name for row in StatusRecord.objects.order_by("id")] == ["Silver", "Member"]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_end_as_the_oracle_says(store):
    chance = random.Random(8)
    customers, strangers, leavers, left = people()
    news, bills = life(chance, store, customers, strangers, leavers)
    calls = list(batches(chance, mixed(chance, news)))

    def work(number):
        for subscriber, payloads in calls[number::8]:
            for tries in range(10):  # what the outbox does with a subscriber that fails
                try:
                    subscriber(payloads, at=HEARD)
                    break
                except Exception:
                    if tries == 9:
                        raise

    assert at_once(8, work) == [None] * 8
    check(bills, customers, strangers, leavers, left)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_sold_and_cancelled_heard_at_the_same_moment(store, clerk, guarded, monkeypatch):
    """The bill's row makes one wait for the other; where both only look, the points stay with somebody who has no plan."""
    if not guarded:
        monkeypatch.setattr(earning, "_keep", lambda mine, rated, awards: dict.fromkeys(mine))
    sold = [sold_plan(member(), store) for _ in range(20)]

    def work(number):
        for one in sold:
            if number:
                take_back_for_plans_cancelled([cancelled(one)], at=HEARD)
            else:
                earn_for_plans_sold([one], at=HEARD)

    assert at_once(2, work) == [None, None]
    left = sum(row.pending for row in Account.objects.all())
    assert (left == 0) is guarded
    if guarded:
        assert HeardBill.objects.filter(taken_back_at__isnull=False).count() == 20
        assert Entry.objects.filter(kind="clawback").count() == 40


def one_by_one(monkeypatch):
    """Who takes back locks the accounts one by one; who gives locks all of them, once the first of those is locked, and it goes on then."""
    give_up, lock_accounts, begun = taking_back.give_up, earning.lock_accounts, Event()

    def pausing(*given, **named):
        give_up(*given, **named)
        if not begun.is_set():
            begun.set()
            until_waiting()

    def late(customer_ids):
        assert begun.wait(60)
        lock_accounts(customer_ids)

    monkeypatch.setattr(taking_back, "lock_accounts", lambda customer_ids: None)
    monkeypatch.setattr(taking_back, "give_up", pausing)
    monkeypatch.setattr(earning, "lock_accounts", late)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_many_given_and_taken_back_at_once_never_wait_for_each_other(store, clerk, guarded, monkeypatch):
    """Accounts were opened in another order than their customers came; who locks them one by one runs into a deadlock."""
    members = [member() for _ in range(30)]
    for customer in reversed(members):
        earn_for_plans_sold([sold_plan(customer, store)], at=HEARD)
    old = [sold_plan(customer, store) for customer in members]
    earn_for_plans_sold(old, at=HEARD)
    if not guarded:
        one_by_one(monkeypatch)

    def work(number):
        if number:
            for _ in range(5):
                earn_for_plans_sold([sold_plan(customer, store) for customer in members], at=HEARD)
        else:
            for third in range(3):
                take_back_for_plans_cancelled([cancelled(sold) for sold in old[third::3]], at=HEARD)

    found = at_once(2, work)
    assert (found == [None, None]) is guarded, found
    if not guarded:
        assert "deadlock detected" in str([fault for fault in found if fault])
