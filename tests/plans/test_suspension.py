"""A plan rests and goes on: who may, what a claim loses by it, and that every no has changed nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.factories.claims import old_plan, opened
from tests.factories.life import suspended
from tests.factories.plans import AT, TODAY, sold, upi
from tests.plans.refusals import noon, refused
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.messaging.models import Message as Told
from upgrade_program.plans.enums import Pause
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.services import resume_plan, suspend_plan
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db


def resume(plan, *, actor, on=TODAY, reason="phone found"):
    return resume_plan(plan=plan, reason=reason, actor=actor, at=noon(on), on=on)


@pytest.mark.parametrize("ground", list(Pause))
@pytest.mark.parametrize("who", ["manager", "head_office"])
def test_a_manager_or_head_office_suspends_and_the_trail_says_why(clerk, request, ground, who):
    actor, plan = request.getfixturevalue(who), sold(actor=clerk)
    assert suspended(plan, actor=actor, ground=ground).status == "suspended"
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.actor_id, row.chain, row.reason) == ("plan.suspended", actor.staff_id, plan.store_id, "FIR 12/27")
    assert row.after == {"status": "suspended", "ground": ground.value}
    news = Message.objects.get(topic="plan.suspended")
    assert (news.payload["plan_id"], news.payload["ground"]) == (plan.pk, ground.value)
    assert PlanImei.objects.get(plan=plan).live, "a lost phone keeps its plan: nobody else sells one on it"
    assert faults(plan.store_id) == []


def test_a_suspended_plan_gives_nothing_and_its_dates_run_on(clerk, manager):
    plan = old_plan(actor=clerk)
    before = plan.expires_on, plan.fall_days
    plan = Plan.objects.get(pk=suspended(plan, actor=manager).pk)
    assert assured_value(plan.promise, on=TODAY).assured == 0
    later = TODAY + timedelta(days=30)  # the first tier has ended on 5 May
    plan = Plan.objects.get(pk=resume(plan, actor=manager, on=later).pk)
    assert (plan.status, plan.expires_on, plan.fall_days) == ("active", *before)
    assert assured_value(plan.promise, on=later).tier.percent < 70


def test_an_open_claim_lapses_and_one_opened_afterwards_does_not(clerk, manager):
    plan = old_plan(actor=clerk)
    claim = opened(plan, actor=clerk)
    plan = Plan.objects.get(pk=suspended(plan, actor=manager, at=AT + timedelta(minutes=1)).pk)
    assert (plan.held_until, plan.held_percent) == (None, None)
    deliver_due(at=AT + timedelta(minutes=1))
    assert Claim.objects.get(pk=claim.pk).state == "lapsed"
    resume_plan(plan=plan, reason="found", actor=manager, at=AT + timedelta(minutes=2), on=TODAY)
    second = opened(plan, actor=manager, at=AT + timedelta(minutes=3))
    Message.objects.filter(topic="plan.suspended").update(delivered_at=None, heard_by=[], due_at=AT)
    deliver_due(at=AT + timedelta(minutes=4))
    assert Claim.objects.get(pk=second.pk).state == "open", "the same news again is none of a later claim's business"


def test_suspending_refuses_who_may_not_and_what_cannot_and_changes_nothing(clerk, manager, other_manager, auditor):
    plan = sold(actor=clerk)

    def act(actor=manager, reason="r", on=TODAY, plan=plan):
        return partial(suspend_plan, plan=plan, ground=Pause.LOST, reason=reason, actor=actor, at=noon(on), on=on)

    for stranger in (clerk, other_manager, auditor):
        assert refused(act(actor=stranger), plan=plan).code == "forbidden"
    assert refused(act(reason=" \n"), plan=plan).code == "reason_required"
    no = refused(act(on=plan.expires_on + timedelta(days=1)), plan=plan)
    assert (no.code, no.facts["status"]) == ("plan_not_live", "expired")
    act()()
    assert refused(act(), plan=plan).code == "plan_not_live"
    waiting = sold(actor=clerk, tenders=[upi()])
    assert refused(act(plan=waiting), plan=waiting).code == "plan_not_live"


def test_resuming_refuses_who_may_not_and_what_cannot_and_changes_nothing(clerk, manager, other_manager):
    plan = sold(actor=clerk)
    assert refused(partial(resume, plan, actor=manager), plan=plan).code == "plan_not_live"
    suspended(plan, actor=manager)
    for stranger in (clerk, other_manager):
        assert refused(partial(resume, plan, actor=stranger), plan=plan).code == "forbidden"
    assert refused(partial(resume, plan, actor=manager, reason=""), plan=plan).code == "reason_required"
    assert refused(partial(resume, plan, actor=manager, on=plan.expires_on + timedelta(days=1)), plan=plan).code == "plan_not_live"
    assert resume(plan, actor=manager, on=plan.expires_on).status == "active"


def test_the_customer_is_told_each_time_once(clerk, manager):
    plan = sold(actor=clerk, customer_email="farhan@example.in", customer_language="hi")
    for minute in (1, 3):
        suspended(plan, actor=manager, at=AT + timedelta(minutes=minute))
        resume_plan(plan=plan, reason="found", actor=manager, at=AT + timedelta(minutes=minute + 1), on=TODAY)
    for _ in range(2):
        deliver_due(at=AT + timedelta(hours=1))
        Message.objects.update(delivered_at=None, heard_by=[], due_at=AT)
    told = Told.objects.filter(template__in=["plan.suspended", "plan.resumed"])
    assert sorted(told.values_list("template", "channel")) == sorted(
        [(t, c) for t in ("plan.suspended", "plan.resumed") for c in ("sms", "email")] * 2
    )
    assert set(told.values_list("language", flat=True)) == {"hi"}
