"""Tiers reserved online the lawful way, and the code that their customer shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stores.clock import local_day
from tests.factories.plans import AT
from upgrade_program.buyback.models import ClaimToken
from upgrade_program.buyback.queries import written_code_of
from upgrade_program.buyback.services import give_back_tier, reserve_tier
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.plans.models import Plan

__all__ = ["code", "given_back", "holder", "reserved"]


def holder(plan: Plan) -> Actor:
    """The plan's customer, signed in to their own pages."""
    return Actor(role=Role.CUSTOMER, customer_id=plan.customer_id)


def reserved(plan: Plan, *, at: datetime = AT, **changes: Any) -> ClaimToken:
    """The tier of `at`, reserved by the plan's own customer unless changed."""
    return reserve_tier(**({"plan": plan, "actor": holder(plan), "at": at, "on": local_day(at)} | changes))


def given_back(plan: Plan, *, at: datetime = AT, **changes: Any) -> ClaimToken:
    return give_back_tier(**({"plan": plan, "actor": holder(plan), "at": at, "on": local_day(at)} | changes))


def code(token: ClaimToken) -> str:
    """As the customer's page shows it."""
    return written_code_of(token)
