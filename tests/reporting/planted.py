"""Sales as a clean network makes them, with their usual noise, and twenty patterns planted among them; written in bulk, laws of rows off.

Of every hundred clean sales about one is dated a day back, about one is cancelled after cash, a fifth has a claim of which one in
twenty-five is refused and one in twenty-five has something waived; people ask each other for requests at random.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tests.bench.fill import fill
from tests.factories.plans import programme

NOISE = """
    UPDATE plans_plan SET bill_date = bill_date - 1, earlier_date_reason = 'the bill was of the day before' WHERE id %% 97 = 0;
    INSERT INTO buyback_claim (number, plan_id, store_id, state, opened_at, opened_on, opened_by_id, percent, assured, held_through,
                               handset_imei, wording, photo_views, answers, deducted, waived, payable, offers, reason, gate, clause,
                               second_look_note, ended_at, ended_by_id, inspected_at, inspected_by_id)
        SELECT number, id, store_id, CASE WHEN abs(hashint8(id)::bigint) %% 25 = 0 THEN 'refused' ELSE 'inspected' END,
               sold_at + interval '2 days', bill_date + 2, sold_by_id, 70, 1000, bill_date + 5, imei, '{}', '[]', '{}', 100,
               CASE WHEN abs(hashint8(id)::bigint) %% 25 = 1 THEN 50 ELSE 0 END,
               CASE WHEN abs(hashint8(id)::bigint) %% 25 = 1 THEN 950 ELSE 900 END, 0, 'seen', 'display', '3.9', '',
               CASE WHEN abs(hashint8(id)::bigint) %% 25 = 0 THEN sold_at + interval '2 days' END,
               CASE WHEN abs(hashint8(id)::bigint) %% 25 = 0 THEN sold_by_id END,
               sold_at + interval '2 days', sold_by_id
          FROM plans_plan WHERE abs(hashint8(id + 7)::bigint) %% 5 = 0 OR store_id = ANY(%(busy)s);
    INSERT INTO approvals_approval (kind, subject, store_id, needs, facts, reason, asked_by_id, asked_by_name, asked_at, state,
                                    decided_by_id, decided_by_name, decided_at, note)
        SELECT 'claim.override', 'claim:' || i, NULL, 'manager', '{}', 'a scratch', a.id, a.username, p.at,
               CASE WHEN i %% 8 = 0 THEN 'rejected' ELSE 'granted' END, b.id, b.username, p.at, 'seen'
          FROM generate_series(1, 500) AS i
         CROSS JOIN LATERAL (SELECT min(sold_at) + i * interval '1 minute' AS at FROM plans_plan) p
          JOIN LATERAL (SELECT id, username FROM stores_staffuser ORDER BY id OFFSET i %% 100 LIMIT 1) a ON true
          JOIN LATERAL (SELECT id, username FROM stores_staffuser ORDER BY id OFFSET (i * 7 + i / 100 * 13 + 3) %% 100
                         LIMIT 1) b ON a.id <> b.id
"""
# Audit rows are made with their trigger on, because it makes the chain.
NOISE_VOIDS = """
    SET LOCAL session_replication_role = origin;
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, after, reason, prev, hash)
        SELECT store_id, 0, sold_at + interval '1 hour', sold_by_id, 'manager', store_id, 'plan.cancelled', 'plan:' || id, '{}', 'back',
               '', ''
          FROM plans_plan WHERE id %% 89 = 0;
    SET LOCAL session_replication_role = replica
"""
EARLIER = "UPDATE plans_plan SET bill_date = bill_date - 1, earlier_date_reason = 'yesterday' WHERE store_id = %(store)s AND id %% 7 < 3"
VOIDS = """
    SET LOCAL session_replication_role = origin;
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, after, reason, prev, hash)
        SELECT store_id, 0, sold_at + interval '1 hour', sold_by_id, 'manager', store_id, 'plan.cancelled', 'plan:' || id, '{}', 'back',
               '', ''
          FROM plans_plan WHERE store_id = %(store)s AND id %% 7 < 3 AND id %% 89 <> 0;
    SET LOCAL session_replication_role = replica
"""
MOBILE = """
    UPDATE plans_plan SET customer_id = (SELECT customer_id FROM plans_plan WHERE store_id = %(store)s ORDER BY id LIMIT 1)
     WHERE id IN (SELECT id FROM plans_plan WHERE store_id = %(store)s ORDER BY id LIMIT 9);
    UPDATE plans_plan SET customer_id = (SELECT max(customer_id) FROM plans_plan) - store_id
     WHERE store_id <> %(store)s
       AND customer_id = (SELECT customer_id FROM plans_plan WHERE store_id = %(store)s ORDER BY id LIMIT 1)
"""
REFERENCE = """
    UPDATE billing_payment SET method = 'upi', reference = %(reference)s
     WHERE id IN (SELECT DISTINCT ON (p.day) p.id FROM billing_payment p JOIN plans_plan USING (collection_id)
                   WHERE store_id = %(store)s ORDER BY p.day, p.id LIMIT 4)
"""
REFUSED = """
    UPDATE buyback_claim SET state = 'refused', ended_at = opened_at, ended_by_id = opened_by_id WHERE store_id = %(store)s AND id %% 5 < 3
"""
WAIVED = "UPDATE buyback_claim SET waived = 100, payable = 1000 WHERE store_id = %(store)s AND id %% 5 < 3"
PAIR = """
    INSERT INTO approvals_approval (kind, subject, store_id, needs, facts, reason, asked_by_id, asked_by_name, asked_at, state,
                                    decided_by_id, decided_by_name, decided_at, note)
        SELECT 'claim.override', 'claim:' || %(store)s * 10000 + i, %(store)s, 'manager', '{}', 'a scratch',
               CASE WHEN i %% 2 = 0 THEN %(one)s ELSE %(other)s END, 'one', at, 'granted',
               CASE WHEN i %% 2 = 0 THEN %(other)s ELSE %(one)s END, 'other', at, ''
          FROM generate_series(1, 16) AS i CROSS JOIN LATERAL (SELECT min(sold_at) + i * interval '1 hour' AS at FROM plans_plan) p
"""
PREFIX = """
    UPDATE plans_plan SET imei = %(prefix)s || right(imei, 7)
     WHERE id IN (SELECT p.id FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id
                   WHERE v.model_id = %(model)s ORDER BY p.id LIMIT 60)
"""
OTHER_MODEL = """
    UPDATE plans_plan SET imei = %(prefix)s || right(imei, 7)
     WHERE id IN (SELECT p.id FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id
                   WHERE v.model_id <> %(model)s AND p.store_id = %(store)s ORDER BY p.id LIMIT 1)
"""


@dataclass
class Planted:
    """What was planted: (rule, store code) of each pattern, the ids of the sales that belong to one, and how many sales there are."""

    sales: int
    patterns: list[tuple[str, str]] = field(default_factory=list)
    guilty: set[int] = field(default_factory=set)


def plant(sales: int) -> Planted:
    """Fill the empty database with clean sales and their noise, then plant three, three, three, two, two, two, two and three patterns."""
    programme()
    fill(sales)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT id, code FROM stores_store ORDER BY id")
        stores = cursor.fetchall()
        cursor.execute("SELECT id FROM stores_staffuser ORDER BY id")
        staff = [pk for (pk,) in cursor.fetchall()]
        planted, free = Planted(sales), iter(stores)
        refusing, waiving = [next(free) for _ in range(2)], [next(free) for _ in range(2)]
        cursor.execute(NOISE_VOIDS, {})
        cursor.execute(NOISE, {"busy": [pk for pk, _ in refusing + waiving]})

        def write(rule: str, sql: str, store: tuple[int, str], **given: Any) -> None:
            cursor.execute(sql, {"store": store[0], **given})
            planted.patterns.append((rule, store[1]))

        for store in refusing:
            write("refusals", REFUSED, store)
        for store in waiving:
            write("overrides", WAIVED, store)
        for _ in range(3):
            write("earlier_dated", EARLIER, next(free))
        for _ in range(3):
            write("void_after_cash", VOIDS, next(free))
        for _ in range(3):
            write("one_mobile", MOBILE, next(free))
        for number in range(2):
            write("one_reference", REFERENCE, next(free), reference=f"41234567890{number}")
        for place in range(2):
            write("pairs", PAIR, next(free), one=staff[-1 - 2 * place], other=staff[-2 - 2 * place])
        cursor.execute("SELECT model_id FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id ORDER BY p.id LIMIT 1")
        (model,) = cursor.fetchone()
        cursor.execute(PREFIX, {"prefix": "86571399", "model": model})
        for _ in range(3):
            write("other_model", OTHER_MODEL, next(free), prefix="86571399", model=model)
        stores_of = {code: pk for pk, code in stores}
        cursor.execute("SELECT id FROM plans_plan WHERE store_id = ANY(%s)", [[stores_of[code] for _, code in planted.patterns]])
        planted.guilty = {pk for (pk,) in cursor.fetchall()}
    return planted


def span() -> tuple[datetime, datetime]:
    """The first and the last sale."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(sold_at) - interval '1 day', max(sold_at) + interval '1 day' FROM plans_plan")
        first, last = cursor.fetchone()
    return first, last
