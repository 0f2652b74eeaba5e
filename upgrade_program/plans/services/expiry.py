"""The end of promises: set-based, in chunks, once per business day; missed days are caught up in order. Dates decide, this only records."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from upgrade_program.foundation.audit.laws import LOCKS
from upgrade_program.foundation.audit.services import as_facts
from upgrade_program.foundation.outbox.services import is_wanted, payload_of, wake
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.plans.events import PlanExpired
from upgrade_program.plans.models import BusinessDay
from upgrade_program.plans.services.payment import cancel_unpaid_plans
from upgrade_program.plans.services.swap import SWAP

CHUNK = 5_000
_EXPIRE = Path(__file__).with_suffix(".sql").read_text()


def expire_due_plans(*, on: date, at: datetime, limit: int = CHUNK) -> int:
    """Expire up to `limit` plans whose last day, and whose hold, lies before `on`; gives the number expired.

    A warranty exchange that waits lapses with its plan; an extension does not, for it may yet let the plan live again.

    Safe to run twice and at the same time.
    """
    news = PlanExpired(plan_id=0, store_id=0, at=at.isoformat(), on=on.isoformat())  # the statement puts each plan's ids in
    chunk: dict[str, Any] = {
        "on": on,
        "day": on.isoformat(),
        "at": at,
        "limit": limit,
        "topic": PlanExpired.topic,
        "news": payload_of(news),
        "wanted": is_wanted(PlanExpired),
        "role": str(SYSTEM.role),
        "after": as_facts({"status": "expired", "on": on.isoformat()}),
        "locks": LOCKS,
        "swap": SWAP,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXPIRE, chunk)
        expired: int = cursor.fetchone()[0]
        if expired and is_wanted(PlanExpired):
            wake()
    return expired


def run_due_days(*, today: date, at: datetime) -> list[BusinessDay]:
    """Do the daily work of every business day not yet done, in order, through `today`: cancel unpaid sales, expire ended plans."""
    newest = BusinessDay.objects.aggregate(newest=Max("day"))["newest"]
    day = min(newest + timedelta(days=1), today) if newest else today
    done = []
    while day <= today:
        done.append(_run_day(day, at=at))
        day += timedelta(days=1)
    return [row for row in done if row]


def _run_day(day: date, *, at: datetime) -> BusinessDay | None:
    if BusinessDay.objects.filter(day=day).exists():
        return None
    cancelled = expired = 0
    while batch := cancel_unpaid_plans(on=day, at=at):
        cancelled += batch
    while batch := expire_due_plans(on=day, at=at):
        expired += batch
    row, made = BusinessDay.objects.get_or_create(day=day, defaults={"done_at": at, "expired": expired, "cancelled": cancelled})
    return row if made else None
