"""Cancelling a plan. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from upgrade_program.billing.services import issue_credit_note, void_collection
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.services import consume
from upgrade_program.plans.enums import Ground, Status
from upgrade_program.plans.events import PlanCancelled
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.cancellation_rules import bound_to, check_cancellable, checked_reason, needs_code, require_canceller
from upgrade_program.plans.services.locking import locked


def cancel_plan(*, plan: Plan, reason: str, ground: Ground, actor: Actor, at: datetime, on: date) -> Plan:
    """Cancel a plan and refund it in full by a credit note that mirrors the invoice.

    A manager of the selling store only, with a reason; within the free look, or later for a returned phone or a store error.
    Refused while a claim holds the plan, and for plans that are no longer live. The IMEI is free again,
    and what was asked for the plan and still waits (an exchange, an extension) lapses.
    In the free look of an invoiced plan it uses up the customer's code, which `confirm_cancellation` must have let pass for this actor:
    `otp_wrong` and `otp_expired` otherwise.
    """
    require_canceller(actor, plan)
    reason = checked_reason(reason)
    with transaction.atomic():
        plan = locked(plan.pk)
        check_cancellable(plan, ground=ground, on=on)
        before = plan.status
        if needs_code(plan, ground=ground):
            consume(**bound_to(plan, actor=actor), at=at)
        if plan.invoice:
            plan.credit_note = issue_credit_note(invoice=plan.invoice, reason=reason, at=at, on=on)
        else:
            void_collection(collection=plan.collection, at=at)
        plan.status = Status.CANCELLED.value
        plan.ended_at = at
        plan.held_until = plan.held_percent = None
        lapse_approvals(subject=f"plan:{plan.pk}", at=at)
        plan.save(update_fields=["credit_note", "status", "ended_at", "held_until", "held_percent"])
        tell(
            PlanCancelled(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat(), ground=ground.value, credit_note=plan.credit_note_id),
            at=at,
        )
        audit(
            actor=actor,
            at=at,
            verb="plan.cancelled",
            subject=f"plan:{plan.pk}",
            before={"status": before},
            after={"status": plan.status, "ground": ground.value, "credit_note": plan.credit_note.number if plan.credit_note else None},
            reason=reason,
            chain=plan.store_id,
        )
    return plan
