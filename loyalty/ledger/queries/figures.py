"""Sums over the ledger: what was earned in a window, and what is outstanding by the month in which it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from loyalty.ledger.queries.accounts import account_of, family

_EARNED = """
    SELECT coalesce(sum(e.d_pending + e.d_available + coalesce(back.points, 0)), 0)
      FROM ledger_entry e
      LEFT JOIN LATERAL (
           SELECT sum(r.d_pending + r.d_available + r.d_held - r.d_debt) AS points
             FROM ledger_entry r WHERE r.reverses_id = e.id AND r.kind = 'clawback'
      ) AS back ON true
     WHERE e.account_id = ANY(%s) AND e.kind = 'earn' AND e.at >= %s AND e.at < %s
"""
# A lot ends in the month of its last day: an instant before the midnight at which it is no longer alive.
_OUTSTANDING = """
    SELECT date_trunc('month', (expires_at - interval '1 microsecond') AT TIME ZONE 'Asia/Kolkata')::date,
           coalesce(sum(remaining) FILTER (WHERE state = 'pending'), 0)::bigint,
           coalesce(sum(remaining) FILTER (WHERE state = 'live'), 0)::bigint, sum(held)::bigint
      FROM ledger_lot
     WHERE (remaining > 0 OR held > 0) AND (expires_at IS NULL OR expires_at > %s OR held > 0)
     GROUP BY 1 ORDER BY 1 NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Points whose last day lies in `month` (its first day); None for points without an end."""

    month: date | None
    pending: int
    available: int
    held: int


def earned_between(customer_id: int, start: datetime, end: datetime) -> int:
    """Points earned at instants from `start` to before `end`, less what was clawed back of them since, whenever that was."""
    account = account_of(customer_id)
    if account is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, [family(account.pk), start, end])
        return int(cursor.fetchone()[0])


def outstanding_by_month(*, at: datetime) -> list[Outstanding]:
    """What members can still spend or come to spend, over all accounts, soonest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTSTANDING, [at])
        return [Outstanding(*row) for row in cursor.fetchall()]
