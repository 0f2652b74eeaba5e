"""A plan rested and went on before the news of it was heard: its open claim is over all the same, because nothing is held for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from stores.clock import local_day
from tests.buyback.acts import decline, now_of, offer, plan_of, refuse, refused
from tests.factories.claims import CLEAN, gates_seen, offered, old_plan, opened
from tests.factories.life import suspended
from tests.factories.plans import AT, TODAY
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import inspect_phone
from upgrade_program.buyback.subscribers import end_claim_of_suspended
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.services import resume_plan

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def claim(clerk: Actor, manager: Actor) -> Claim:
    """Offered; the plan was suspended and resumed since, and no worker has heard of it."""
    made = offered(old_plan(actor=clerk), actor=clerk)
    with connection.cursor() as cursor:  # as its commit does
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    plan = suspended(plan_of(made), actor=manager)
    resume_plan(plan=plan, reason="found", actor=manager, at=AT, on=TODAY)
    return now_of(made)


def inspect(claim: Claim, *, actor: Actor) -> Claim:
    return inspect_phone(number=claim.number, answers=CLEAN, seen=gates_seen(), actor=actor, at=AT, on=local_day(AT))


@pytest.mark.parametrize("act", [inspect, offer, refuse, decline])
def test_nothing_goes_on_with_what_is_no_longer_held(clerk: Actor, claim: Claim, act: Callable[..., Any]) -> None:
    refused(lambda: act(claim, actor=clerk), "claim_lapsed")


def test_another_claim_is_opened_by_a_manager_and_the_late_news_ends_only_the_first(claim: Claim, clerk: Actor, manager: Actor) -> None:
    refused(lambda: opened(plan_of(claim), actor=clerk, at=LATER), "claim_lapsed")  # once a tier, then a manager
    second = opened(plan_of(claim), actor=manager, at=LATER)
    assert (now_of(claim).state, now_of(second).state) == ("lapsed", "open")
    end_claim_of_suspended({"plan_id": claim.plan_id, "at": AT.isoformat()}, at=LATER)
    assert (now_of(second).state, plan_of(second).held_until) == ("open", second.held_through)
    assert not Approval.objects.filter(state="waiting").exists()
