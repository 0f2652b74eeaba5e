"""Races of sales through HTTP with two worker processes; each has a control that fails without its guard."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from stores.clock import now
from stores.tokens import issue_token
from tests.factories.plans import new_imei, sellable
from tests.factories.stores import PASSWORD
from tests.races.together import Reply, Server, all_at_once, overlap
from upgrade_program.billing.models import TaxDocument
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.plans.models import Plan, PlanImei

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 100
SAME_KEY = 50


def token_of(username: str, store: str) -> str:
    return issue_token(username=username, password=PASSWORD, store_code=store, at=now(), address="127.0.0.1")[0]


@pytest.fixture
def tokens(clerk_user, other_clerk_user) -> list[str]:
    """One clerk in each of two stores."""
    return [token_of("clerk.dl01", "DL01"), token_of("clerk.mh01", "MH01")]


def sale(imei: str, sku: str) -> dict[str, object]:
    return {
        "imei": imei,
        "sku": sku,
        "phone_invoice": {"number": "TI/1", "price": "13999.00"},
        "customer": {"name": "Farhan Ali", "mobile": "9810455421", "consent": {"text_version": 1}},
        "expected_price": "549.00",
        "payments": [{"method": "cash", "amount": "549.00"}],
    }


def sell_at_once(web: Server, tokens: list[str], body: dict[str, object], *, clients: int, key: str = "") -> list[Reply]:
    def act(token: str) -> Callable[[Callable[[], None]], Reply]:
        return lambda before: web.post("plans/", body, token=token, key=key or uuid4().hex, before=before)

    acts = [act(tokens[place % len(tokens)]) for place in range(clients)]
    replies = all_at_once(acts)
    print(f"{clients} sales, overlap {overlap(replies)}, answers {Counter(reply.status for reply in replies)}")
    assert overlap(replies) > 10, "the sales did not meet"
    return replies


@contextmanager
def without_law(name: str) -> Iterator[None]:
    """The database without one unique index; afterwards what broke it is gone and it stands again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexname = %s", [name])
        table, definition = cursor.fetchone()
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        constraint = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}" if constraint else f"DROP INDEX {name}")
        try:
            yield
        finally:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {constraint[0]}" if constraint else definition)


def test_a_hundred_sales_on_one_imei_from_two_stores_make_one_plan(web, tokens):
    imei = new_imei()
    replies = sell_at_once(web, tokens, sale(imei, sellable().sku), clients=CLIENTS)
    statuses = Counter(reply.status for reply in replies)
    assert statuses == {201: 1, 409: CLIENTS - 1}
    assert {reply.body["code"] for reply in replies if reply.status == 409} == {"imei_already_covered"}
    assert Plan.objects.count() == PlanImei.objects.filter(live=True).count() == TaxDocument.objects.count() == 1
    # No gap: the next sale in each store takes the very next number.
    first = next(reply.body["invoice"]["number"] for reply in replies if reply.status == 201)
    numbers = [
        web.post("plans/", sale(new_imei(), sellable().sku), token=token, key=uuid4().hex).body["invoice"]["number"] for token in tokens
    ]
    serials = sorted(number for number in [first, *numbers])
    assert [int(number[-5:]) for number in serials if number[:4] == first[:4]] == [1, 2]
    assert [int(number[-5:]) for number in serials if number[:4] != first[:4]] == [1]
    for store in Plan.objects.values_list("store_id", flat=True).distinct():
        assert faults(store) == []


def test_control_without_the_imei_law_more_than_one_plan_is_sold(web, tokens):
    with without_law("one_live_plan_per_imei"):
        replies = sell_at_once(web, tokens, sale(new_imei(), sellable().sku), clients=CLIENTS)
        assert sum(reply.status == 201 for reply in replies) > 1


def test_the_same_key_fifty_times_at_once_is_one_plan_with_equal_answers(web, tokens):
    replies = sell_at_once(web, tokens[:1], sale(new_imei(), sellable().sku), clients=SAME_KEY, key=uuid4().hex)
    assert {reply.status for reply in replies} == {201}
    assert len({json.dumps(reply.body, sort_keys=True) for reply in replies}) == 1
    assert Plan.objects.count() == TaxDocument.objects.count() == 1


def test_control_without_the_key_law_the_answers_differ(web, tokens):
    with without_law("a_key_is_used_once_per_actor_and_route"):
        replies = sell_at_once(web, tokens[:1], sale(new_imei(), sellable().sku), clients=SAME_KEY, key=uuid4().hex)
        assert len({json.dumps(reply.body, sort_keys=True) for reply in replies}) > 1
