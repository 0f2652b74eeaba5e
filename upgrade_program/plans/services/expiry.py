"""The end of promises: set-based, in chunks, once per business day; missed days are caught up in order. Dates decide, this only records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from upgrade_program.foundation.audit.services import record_all as audit_all
from upgrade_program.foundation.outbox.services import record_all as tell_all
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.plans.events import PlanExpired
from upgrade_program.plans.models import BusinessDay
from upgrade_program.plans.services.payment import cancel_unpaid_plans

CHUNK = 5_000
_EXPIRE = """
    UPDATE plans_plan SET status = 'expired', ended_at = %(at)s, held_until = NULL, held_percent = NULL
     WHERE id IN (
        SELECT id FROM plans_plan
         WHERE status IN ('active', 'suspended') AND expires_on < %(on)s AND (held_until IS NULL OR held_until < %(on)s)
         ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id, store_id
"""


def expire_due_plans(*, on: date, at: datetime, limit: int = CHUNK) -> int:
    """Expire up to `limit` plans whose last day, and whose hold, lies before `on`; gives the number expired.

    Safe to run twice and at the same time.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_EXPIRE, {"on": on, "at": at, "limit": limit})
            ended = sorted(cursor.fetchall())
        tell_all([PlanExpired(plan_id=plan, store_id=store, at=at.isoformat(), on=on.isoformat()) for plan, store in ended], at=at)
        audit_all(
            actor=SYSTEM,
            at=at,
            verb="plan.expired",
            subjects=[(store, f"plan:{plan}") for plan, store in ended],
            after={"status": "expired", "on": on.isoformat()},
        )
    return len(ended)


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
