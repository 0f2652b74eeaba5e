"""Giving points to many at once: two statements a batch where `earn` takes a dozen an earn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import orjson
from django.db import connection

from loyalty.ledger.causes import Earning
from loyalty.ledger.services.accounts import open_accounts
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.arrays import array
from loyalty.ledger.services.earning import earn

BATCH = 10_000
_EARN = Path(__file__).with_suffix(".sql").read_text()
_NEW = """
    SELECT place FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given (source_type, source_id, place)
     WHERE (SELECT e.id FROM ledger_entry e
             WHERE e.kind = 'earn' AND e.source_type = given.source_type AND e.source_id = given.source_id) IS NULL
     ORDER BY place
"""
_LOCK = """
    SELECT customer_id, debt FROM ledger_account WHERE customer_id = ANY(%s::bigint[]) AND merged_into_id IS NULL
     ORDER BY id FOR NO KEY UPDATE
"""


def earn_all(earnings: Sequence[Earning]) -> int:
    """`earn` for each, and gives how many were new. Each batch of up to 10,000 is one transaction; done again it changes nothing."""
    new = 0
    rest = iter(earnings)
    while batch := list(islice(rest, BATCH)):
        done, by_themselves = _earn_batch(_unseen(batch))
        new += done + len(by_themselves)
        for earning in by_themselves:
            earn(
                customer_id=earning.customer_id,
                points=earning.points,
                cause=earning.cause,
                live_from=earning.live_from,
                expires_at=earning.expires_at,
            )
    return new


def _unseen(batch: Iterable[Earning]) -> list[Earning]:
    """Those whose source has not earned yet, each source once. An earn stays for ever, so nothing need be locked to say this."""
    firsts: dict[tuple[str, str], Earning] = {}
    for earning in batch:
        firsts.setdefault(earning.cause.source, earning)
    listed = list(firsts.values())
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [array(kind for kind, _ in firsts), array(name for _, name in firsts)])
        return [listed[place - 1] for (place,) in cursor.fetchall()]


@act
def _earn_batch(batch: list[Earning]) -> tuple[int, list[Earning]]:
    """How many were written here, and those that need a book of their own: who was merged, and whose live points pay a debt."""
    if not batch:
        return 0, []
    customers = {earning.customer_id for earning in batch}
    open_accounts(customers, at=min(earning.cause.at for earning in batch))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [array(customers)])
        debts = dict(cursor.fetchall())
        by_themselves = [one for one in batch if one.customer_id not in debts or (debts[one.customer_id] and not one.pending)]
        apart = {id(one) for one in by_themselves}
        cursor.execute(_EARN, _columns([one for one in batch if id(one) not in apart]))
        return int(cursor.fetchone()[0]), by_themselves


def _columns(batch: list[Earning]) -> dict[str, str]:
    """The batch as the statement takes it: an array a column."""
    causes = [earning.cause for earning in batch]
    return {
        "customer": array(earning.customer_id for earning in batch),
        "points": array(earning.points for earning in batch),
        "pending": array(earning.pending for earning in batch),
        "source_type": array(cause.source_type for cause in causes),
        "source_id": array(cause.source_id for cause in causes),
        "rule": array(cause.rule for cause in causes),
        "actor_id": array(cause.actor.staff_id for cause in causes),
        "actor_name": array(cause.actor_name for cause in causes),
        "store_id": array(cause.store_id for cause in causes),
        "at": array(cause.at for cause in causes),
        "facts": array(orjson.dumps(dict(cause.facts)).decode() for cause in causes),
        "note": array(cause.note for cause in causes),
        "live_from": array(earning.live_from for earning in batch),
        "expires_at": array(earning.expires_at for earning in batch),
    }
