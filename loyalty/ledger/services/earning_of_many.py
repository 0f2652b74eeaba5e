"""Giving points to many at once: two statements a batch where `earn` takes a dozen an earn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from loyalty.ledger.causes import Earning
from loyalty.ledger.models import Account
from loyalty.ledger.services.accounts import open_accounts
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.earning import earn

BATCH = 10_000
_EARN = Path(__file__).with_suffix(".sql").read_text()
_NEW = """
    SELECT place FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given (source_type, source_id, place)
     WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.kind = 'earn'
                          AND e.source_type = given.source_type AND e.source_id = given.source_id)
     ORDER BY place
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
        cursor.execute(_NEW, [[kind for kind, _ in firsts], [name for _, name in firsts]])
        return [listed[place - 1] for (place,) in cursor.fetchall()]


@act
def _earn_batch(batch: list[Earning]) -> tuple[int, list[Earning]]:
    """How many were written here, and those that need a book of their own: who was merged, and whose live points pay a debt."""
    if not batch:
        return 0, []
    customers = {earning.customer_id for earning in batch}
    open_accounts(customers, at=min(earning.cause.at for earning in batch))
    rows = Account.objects.select_for_update(no_key=True).filter(customer_id__in=customers, merged_into__isnull=True).order_by("pk")
    debts = dict(rows.values_list("customer_id", "debt"))
    by_themselves = [one for one in batch if one.customer_id not in debts or (debts[one.customer_id] and not one.pending)]
    apart = {id(one) for one in by_themselves}
    together = [_row(place, one) for place, one in enumerate(batch) if id(one) not in apart]
    with connection.cursor() as cursor:
        cursor.execute(_EARN, {"earnings": orjson.dumps(together).decode()})
        return int(cursor.fetchone()[0]), by_themselves


def _row(place: int, earning: Earning) -> dict[str, Any]:
    cause = earning.cause
    return {
        "place": place,
        "customer": earning.customer_id,
        "points": earning.points,
        "pending": earning.pending,
        "source_type": cause.source_type,
        "source_id": cause.source_id,
        "rule": cause.rule,
        "actor_id": cause.actor.staff_id,
        "actor_name": cause.actor_name,
        "store_id": cause.store_id,
        "at": cause.at,
        "facts": dict(cause.facts),
        "note": cause.note,
        "live_from": earning.live_from,
        "expires_at": earning.expires_at,
    }
