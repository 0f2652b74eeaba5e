"""The ledger's part of accrual, in a process of its own: `python -m tests.bench.accrue BASE MEMBERS FIRST LAST`, or `… verify`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

AT = datetime(2027, 5, 3, 6, 30, tzinfo=UTC)
LIVE, ENDS = AT + timedelta(days=8), AT + timedelta(days=400)


def accrue(base: int, members: int, first: int, last: int) -> dict[str, float]:
    """Purchase after purchase, made up as they are needed; gives how many were new and the seconds."""
    from loyalty.ledger.services import earn_all

    began, new = time.perf_counter(), 0
    for start in range(first, last + 1, 10_000):
        new += earn_all(list(_purchases(base, members, start, min(last, start + 9_999))))
    return {"new": new, "seconds": time.perf_counter() - began}


def _purchases(base: int, members: int, first: int, last: int) -> Iterator[object]:
    from loyalty.ledger.services import Cause, Earning

    for number in range(first, last + 1):
        points = 1 + number % 200
        cause = Cause(
            source_type="bill",
            source_id=str(number),
            at=AT,
            store_id=1 + number % 100,
            rule="phone_bill:1",
            facts={"paid": str(points * 100), "per": "100"},
        )
        yield Earning(customer_id=base + number % members, points=points, cause=cause, live_from=LIVE, expires_at=ENDS)


def verify() -> dict[str, float]:
    """The audit of every account; a fault is a ValueError."""
    from django.db import connection

    from loyalty.ledger.queries import broken

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    began = time.perf_counter()
    if found := broken():
        raise ValueError(found[:5])
    return {"new": 0, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(verify() if sys.argv[1] == "verify" else accrue(*map(int, sys.argv[1:5]))))
