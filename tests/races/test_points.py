"""Two tills spend one balance at once: as many sales as the points pay for, and no point twice; with a control that looks first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection

from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from loyalty.spending import services as spending
from stores.clock import local_day, now
from tests.factories.loyalty import loyalty
from tests.factories.plans import new_imei, sellable
from tests.loyalty.spending.purse import rich, with_points
from tests.races.test_sales import sale, tokens
from tests.races.together import Reply, Server, all_at_once, overlap
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["tokens"]
TILLS = 20
PAYS_FOR = 5  # of 100 points each


def paid_with_points(sku: str) -> dict[str, object]:
    parts = [{"method": "cash", "amount": "449.00"}, {"method": "points", "amount": "100"}]
    return sale(new_imei(), sku) | {"payments": parts}


def test_of_twenty_sales_at_once_five_find_the_points(web: Server, tokens: list[str]) -> None:
    loyalty()
    farhan, phone = rich(PAYS_FOR * 100, at=now()), sellable()

    def act(place: int) -> Callable[[Callable[[], None]], Reply]:
        body = paid_with_points(phone.sku)
        return lambda before: web.post("plans/", body, token=tokens[place % 2], key=uuid4().hex, before=before)

    replies = all_at_once([act(place) for place in range(TILLS)])
    print(f"overlap {overlap(replies)}, answers {Counter(reply.status for reply in replies)}")
    assert overlap(replies) > 2, "the sales did not meet"
    assert Counter(reply.status for reply in replies) == {201: PAYS_FOR, 409: TILLS - PAYS_FOR}
    assert {reply.body["code"] for reply in replies if reply.status == 409} == {"points_insufficient"}
    assert (balances(farhan.pk, at=now()).available, broken()) == (0, [])
    assert Plan.objects.count() == Entry.objects.filter(kind="redeem").count() == PAYS_FOR


def test_one_key_fifty_times_spends_once(web: Server, tokens: list[str]) -> None:
    loyalty()
    farhan, phone, key = rich(1000, at=now()), sellable(), uuid4().hex
    body = paid_with_points(phone.sku)
    replies = all_at_once([lambda before: web.post("plans/", body, token=tokens[0], key=key, before=before) for _ in range(50)])
    assert {(reply.status, reply.body["number"]) for reply in replies} == {(201, Plan.objects.get().written)}
    assert balances(farhan.pk, at=now()).available == 900


def test_control_without_the_lock_both_tills_count_the_same_points(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have counted before either spends: without the account's lock the ledger itself has to say no, after the sale was written."""
    loyalty()
    farhan = rich(100, at=now())
    met = threading.Barrier(2, timeout=20)
    counted = spending.count

    def counted_together(**asked):
        payment = counted(**asked)
        met.wait()
        return payment

    monkeypatch.setattr(spending, "lock", lambda customer_id: None)
    monkeypatch.setattr(spending, "count", counted_together)
    orders = [with_points(100, phone_invoice_number=f"TI/{place}") for place in range(2)]
    found: list[str] = []

    def till(place: int) -> None:
        try:
            found.append(sell(actor=clerk, order=orders[place], at=now(), on=local_day(now())).status)
        except Refused as no:
            found.append(f"{no.code} at {no.field}")
        finally:
            connection.close()

    threads = [threading.Thread(target=till, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # The ledger's own refusal, which names no payment: with the lock it never comes to that.
    assert sorted(found) == ["active", "points_insufficient at points"]
    assert (balances(farhan.pk, at=now()).available, broken(), Plan.objects.count()) == (0, [], 1)
