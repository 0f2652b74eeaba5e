"""What members earned in their life, entry by entry, with what was clawed back of it: what their status is told from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# Every customer's accounts: the one their points stand in, and all that were merged into it.
_KIN = """
    WITH RECURSIVE way (customer_id, id, next) AS (
        SELECT customer_id, id, merged_into_id FROM ledger_account WHERE customer_id = ANY(%(customers)s)
        UNION ALL
        SELECT way.customer_id, a.id, a.merged_into_id FROM way JOIN ledger_account a ON a.id = way.next
    ), kin (customer_id, id) AS (
        SELECT customer_id, id FROM way WHERE next IS NULL
        UNION ALL
        SELECT kin.customer_id, a.id FROM kin JOIN ledger_account a ON a.merged_into_id = kin.id
    )
"""
_TOTALS = f"""
    {_KIN} SELECT kin.customer_id, sum(e.d_pending + e.d_available)::bigint
             FROM kin JOIN ledger_entry e ON e.account_id = kin.id AND e.kind = 'earn' GROUP BY 1
"""  # noqa: S608  (two constants of this module)
_ENTRIES = f"""
    {_KIN} SELECT kin.customer_id, e.id, e.at, e.d_pending + e.d_available, back.at, back.d_debt - back.d_pending - back.d_available
             FROM kin JOIN ledger_entry e ON e.account_id = kin.id AND e.kind = 'earn'
             LEFT JOIN ledger_entry back ON back.reverses_id = e.id AND back.kind = 'clawback'
            ORDER BY e.id, back.id
"""  # noqa: S608  (two constants of this module)


@dataclass(slots=True)
class Earned:
    """One earn, and each time points of it were clawed back, with how many."""

    at: datetime
    points: int
    clawed_back: list[tuple[datetime, int]]


def earned_by(customer_ids: Collection[int], *, at_least: int = 0, always: Collection[int] = ()) -> dict[int, list[Earned]]:
    """Every earn of these customers; of those only who earned so many points in their life at least, and of those named in `always`.

    Who never earned anything is there with an empty list only when named. Two statements, one where nobody reaches so many.
    """
    asked = set(customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"customers": sorted(asked)})
        chosen = {customer for customer, points in cursor.fetchall() if points >= at_least} | (asked & set(always))
        if not chosen:
            return {}
        cursor.execute(_ENTRIES, {"customers": sorted(chosen)})
        rows = cursor.fetchall()
    found: dict[int, dict[int, Earned]] = defaultdict(dict)
    for customer, pk, at, points, back_at, back in rows:
        earned = found[customer].setdefault(pk, Earned(at, points, []))
        if back_at is not None:
            earned.clawed_back.append((back_at, back))
    return {customer: list(found[customer].values()) for customer in chosen}
