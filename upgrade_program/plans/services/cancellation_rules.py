"""Who may cancel a plan, when, and when the customer has to say yes to it. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, ReasonRequired
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.enums import Ground, Status
from upgrade_program.plans.lifecycle import check_step
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import ClaimOpen, FreeLookOver


class Bound(TypedDict):
    """What a customer's code is good for."""

    purpose: str
    subject: str
    session: str


def require_canceller(actor: Actor, plan: Plan) -> None:
    """Refuses (`forbidden`) everybody but a manager of the selling store."""
    if not actor.manages(plan.store_id):
        raise Forbidden(sentence="Only a manager of the selling store cancels a plan.", next_step="Ask the manager on duty.")


def checked_reason(text: str) -> str:
    """The reason on one line; refuses none at all (`reason_required`) and what cannot be printed or is too long."""
    reason = one_line(text, field="reason", most=200)
    if not reason:
        raise ReasonRequired()
    return reason


def check_cancellable(plan: Plan, *, ground: Ground, on: date) -> None:
    """Refuses plans that are no longer live, held by a claim, or beyond their free look without another ground."""
    check_step(plan.status, Status.CANCELLED)
    if plan.held_until and plan.held_until >= on:
        raise ClaimOpen(day=day_text(plan.held_until))
    if plan.status != Status.PENDING and ground is Ground.FREE_LOOK and on > plan.free_look_until:
        raise FreeLookOver(day=day_text(plan.free_look_until))


def needs_code(plan: Plan, *, ground: Ground) -> bool:
    """Whether the customer's code is needed: in the free look, once invoiced. A returned phone and a store's own mistake need none."""
    return plan.invoice_id is not None and ground is Ground.FREE_LOOK


def bound_to(plan: Plan, *, actor: Actor) -> Bound:
    """A code is good for cancelling this plan, by this person at this store, through whichever door they come."""
    return Bound(purpose="plan.cancel", subject=f"plan:{plan.pk}", session=f"{actor.label}@{actor.store_id}")
