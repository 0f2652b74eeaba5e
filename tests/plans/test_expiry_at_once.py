"""A chunk of expiry in one statement leaves what the rooms' own verbs would have written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.plans import AT, TODAY, days_ago, new_imei, sellable, sold
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.audit.services import record_all as audit_all
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import record_all as tell_all
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.plans.events import PlanExpired
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import expire_due_plans

pytestmark = pytest.mark.django_db
NEWS = ("topic", "payload", "recorded_at", "due_at", "attempts", "heard_by", "delivered_at", "last_error")
NOTES = ("chain", "at", "actor_id", "actor_role", "store_id", "verb", "before", "after", "reason")


@pytest.fixture
def ended(clerk, other_clerk):
    """Three plans in two stores whose last day is past, and one that lives."""
    phone = sellable()
    old = [sold(actor=who, variant=phone, at=days_ago(500), phone_invoice_number=new_imei()) for who in (clerk, other_clerk, clerk)]
    sold(actor=clerk, variant=phone, phone_invoice_number="TI/alive")
    return old


@pytest.mark.parametrize("heard", [False, True])
def test_news_and_audit_are_those_of_the_verbs(ended, heard, settings):
    settings.OUTBOX_ROUTES = {"plan.expired": ["tests.foundation.outbox.ears.hear"]} if heard else {}
    assert expire_due_plans(on=TODAY, at=AT) == 3
    assert expire_due_plans(on=TODAY, at=AT) == 0
    assert list(Plan.objects.filter(status="expired").order_by("id")) == ended
    told = {message["payload"]["plan_id"]: message for message in Message.objects.filter(topic="plan.expired").values(*NEWS)}
    noted = {row["subject"]: row for row in AuditRow.objects.filter(verb="plan.expired").values(*NOTES, "subject")}
    assert len(told) == len(noted) == 3
    # The same by the verbs, a day later so that the causes differ.
    later = TODAY + timedelta(days=1)
    tell_all([PlanExpired(plan_id=plan.pk, store_id=plan.store_id, at=AT.isoformat(), on=later.isoformat()) for plan in ended], at=AT)
    audit_all(
        actor=SYSTEM,
        at=AT,
        verb="plan.expired.again",
        subjects=[(plan.store_id, f"plan:{plan.pk}") for plan in ended],
        after={"status": "expired", "on": TODAY.isoformat()},
    )
    for message in Message.objects.filter(cause__endswith=later.isoformat()).values(*NEWS):
        message["payload"]["on"] = TODAY.isoformat()
        assert message == told[message["payload"]["plan_id"]]
    for row in AuditRow.objects.filter(verb="plan.expired.again").values(*NOTES, "subject"):
        assert row | {"verb": "plan.expired"} == noted[row["subject"]]
    for store in {plan.store_id for plan in ended}:
        assert faults(store) == []
    causes = set(Message.objects.filter(topic="plan.expired").values_list("cause", flat=True))
    assert {f"plan:{plan.pk}:expired:{TODAY.isoformat()}" for plan in ended} <= causes


def test_chunk_by_chunk(ended):
    assert [expire_due_plans(on=TODAY, at=AT, limit=2) for _ in range(3)] == [2, 1, 0]
    assert AuditRow.objects.filter(verb="plan.expired").count() == Message.objects.filter(topic="plan.expired").count() == 3
