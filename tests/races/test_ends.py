"""Expiry and a cancellation of the same plan at once: one of them, never both, never neither."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, time, timedelta
from time import sleep

import pytest
from django.db import connection, connections

from stores.clock import STORE_TIME, now, store_today
from tests.factories.plans import sellable, sold
from tests.interfaces.api.till import till_of
from tests.races.together import Reply, Server, all_at_once, by_turns_then_at_once
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans import services
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 15


@pytest.fixture
def due(clerk, manager_user) -> list[Plan]:
    """Plans whose last day was yesterday, still active because no job has run."""
    day = store_today() - timedelta(days=470)
    at = datetime.combine(day, time(12), tzinfo=STORE_TIME)
    variant = sellable()
    return [sold(actor=clerk, variant=variant, at=at, phone_invoice_number=f"B{n}") for n in range(ROUNDS)]


def cancel_over_http(web: Server, plan: Plan, token: str):
    body = {"reason": "phone came back", "ground": "phone_returned"}
    return lambda before: web.post(f"plans/{plan.number}/cancel/", body, token=token, key=f"cancel-{plan.number}-once", before=before)


def expire(*, delay: float = 0):
    """The job, a moment after the barrier: over the rounds it comes before, amid and after the cancellation."""

    def act(before):
        try:
            before()
            sleep(delay)
            return services.expire_due_plans(on=store_today(), at=now())
        finally:
            connections.close_all()

    return act


def test_one_end_only(web, due, manager_user):
    token = till_of(manager_user).token
    ends: Counter[str] = Counter()
    for place, plan in enumerate(due):
        # Only this plan is due in this round; the others are kept by a hold.
        Plan.objects.exclude(pk=plan.pk).filter(status="active").update(held_until=store_today() + timedelta(days=3), held_percent=40)
        Plan.objects.filter(pk=plan.pk).update(held_until=None, held_percent=None)
        cancelled, expired = by_turns_then_at_once(place, [cancel_over_http(web, plan, token), expire(delay=place**2 * 0.004)])
        assert isinstance(cancelled, Reply)
        row = Plan.objects.select_related("credit_note").get(pk=plan.pk)
        topics = set(Message.objects.filter(payload__plan_id=plan.pk).values_list("topic", flat=True)) - {"plan.sold"}
        if row.status == "expired":
            assert (expired, cancelled.status, cancelled.body["code"], row.credit_note) == (1, 409, "plan_not_live", None)
            assert topics == {"plan.expired"}
        else:
            assert (row.status, cancelled.status) == ("cancelled", 200)
            assert row.credit_note is not None
            assert topics == {"plan.cancelled"}
        ends[row.status] += 1
    print(f"ends of {ROUNDS} races: {dict(ends)}")
    assert len(ends) == 2, "the two acts never changed places"


def test_control_without_lock_and_law_both_ends_happen(due, manager, monkeypatch):
    """Without the row lock and the lifecycle trigger a cancellation that has read "active" overwrites the expiry."""
    plan = due[0]
    read = threading.Event()
    expired = threading.Event()

    def unlocked(plan_id: int) -> Plan:
        row = Plan.objects.select_related("store", "customer", "collection", "invoice").get(pk=plan_id)
        read.set()
        assert expired.wait(30)
        return row

    monkeypatch.setattr("upgrade_program.plans.services.cancellation.locked", unlocked)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_plan DISABLE TRIGGER USER")
    try:

        def cancel(before):
            try:
                before()
                return services.cancel_plan(
                    plan=plan, reason="r", ground=services.cancellation.Ground.STORE_ERROR, actor=manager, at=now(), on=store_today()
                )
            finally:
                connections.close_all()

        def end(before):
            try:
                before()
                assert read.wait(30)
                services.expire_due_plans(on=store_today(), at=now())
                expired.set()
            finally:
                connections.close_all()

        all_at_once([cancel, end])
        topics = set(Message.objects.filter(payload__plan_id=plan.pk).values_list("topic", flat=True))
        assert {"plan.expired", "plan.cancelled"} <= topics, "the control must show both ends"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE plans_plan ENABLE TRIGGER USER")
