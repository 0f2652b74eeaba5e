"""The daily job run by several workers at once: every plan ends once, with one row of audit and one piece of news."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import connections

from stores.clock import STORE_TIME, now, store_today
from tests.factories.plans import sellable, sold, upi
from tests.races.together import all_at_once
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.models import BusinessDay, Plan
from upgrade_program.plans.services import expiry, run_due_days

pytestmark = pytest.mark.django_db(transaction=True)
PLANS = 24
WORKERS = 6


def at_noon(days_ago: int) -> datetime:
    return datetime.combine(store_today() - timedelta(days=days_ago), time(12), tzinfo=STORE_TIME)


@pytest.fixture
def due(clerk) -> list[Plan]:
    """Plans past their last day, and some sales of yesterday that nobody paid."""
    variant = sellable()
    for number in range(4):
        sold(actor=clerk, variant=variant, at=at_noon(1), tenders=[upi()], phone_invoice_number=f"U{number}")
    return [sold(actor=clerk, variant=variant, at=at_noon(470), phone_invoice_number=f"B{number}") for number in range(PLANS)]


def daily(before):
    try:
        before()
        return run_due_days(today=store_today(), at=now())
    finally:
        connections.close_all()


def test_many_workers_end_each_plan_once(due, store):
    all_at_once([daily] * WORKERS)
    assert Plan.objects.filter(status="expired").count() == PLANS
    assert Plan.objects.filter(status="cancelled").count() == 4
    assert AuditRow.objects.filter(verb="plan.expired").count() == PLANS
    assert AuditRow.objects.filter(verb="plan.cancelled").count() == 4
    assert Message.objects.filter(topic="plan.expired").count() == PLANS
    assert BusinessDay.objects.get().day == store_today()
    assert faults(store.pk) == []
    assert run_due_days(today=store_today(), at=now()) == []


def test_control_without_the_row_lock_plans_end_twice(due, monkeypatch):
    """Two workers that write what both had read as due, without looking again: the trail then has two ends of one plan."""
    read = ", ".join(str(plan.pk) for plan in due)
    # Set once, before the threads: two threads that patched and restored would leave each other's statement behind.
    head, tail = expiry._EXPIRE.split("WITH due AS (", 1)
    monkeypatch.setattr(expiry, "_EXPIRE", f"{head}WITH due AS (SELECT unnest(ARRAY[{read}]) AS id),{tail.split('),', 1)[1]}")

    def worker(before):
        try:
            before()
            return expiry.expire_due_plans(on=store_today(), at=now())
        finally:
            connections.close_all()

    ended = all_at_once([worker, worker])
    print(f"ended by each worker: {ended}")
    assert AuditRow.objects.filter(verb="plan.expired").count() > PLANS
