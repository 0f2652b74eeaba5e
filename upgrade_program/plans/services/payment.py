"""A sale that waits for its UPI payment: the payment arrives, or the day ends."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from stores.clock import STORE_TIME, local_day
from upgrade_program.billing.services import receive_upi, void_collection
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanCancelled
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import PlanNotPaidInTime
from upgrade_program.plans.services.activation import announce_sale, invoice_plan
from upgrade_program.plans.services.locking import locked


def receive_payment(*, plan: Plan, reference: str, actor: Actor, at: datetime, on: date) -> Plan:
    """Record the UPI payment (its 12-digit UTR) of a pending plan: it is invoiced and becomes active.

    Refuses staff of other stores, plans that are not pending, pending plans of an earlier day, and a UTR used today.
    """
    if not actor.works_for(plan.store_id):
        raise Forbidden(next_step="Ask the store that sells the plan.")
    with transaction.atomic():
        plan = locked(plan.pk)
        if plan.status != Status.PENDING:
            raise PlanNotLive(status=plan.status)
        if local_day(plan.sold_at) < on:
            raise PlanNotPaidInTime(day=day_text(local_day(plan.sold_at)))
        receive_upi(collection=plan.collection, reference=reference, at=at, on=on)
        invoice_plan(plan, store=plan.store, at=at, on=on)
        plan.save(update_fields=["invoice", "status", "activated_at"])
        announce_sale(plan, at=at)
        audit(
            actor=actor,
            at=at,
            verb="plan.paid",
            subject=f"plan:{plan.pk}",
            before={"status": "pending"},
            after={"status": plan.status, "invoice": plan.invoice.number if plan.invoice else None},
            chain=plan.store_id,
        )
    return plan


def cancel_unpaid_plans(*, on: date, at: datetime, limit: int = 500) -> int:
    """Cancel plans still pending from days before `on`, oldest first; safe to run twice and at once. Gives the number cancelled."""
    with transaction.atomic():
        waiting = Plan.objects.select_for_update(skip_locked=True, of=("self",)).select_related("collection")
        start_of_day = datetime.combine(on, time.min, tzinfo=STORE_TIME)
        plans = list(waiting.filter(status=Status.PENDING, sold_at__lt=start_of_day).order_by("id")[:limit])
        for plan in plans:
            void_collection(collection=plan.collection, at=at)
            plan.status = Status.CANCELLED.value
            plan.ended_at = at
            plan.save(update_fields=["status", "ended_at"])
            tell(PlanCancelled(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat(), ground="unpaid", credit_note=None), at=at)
        for plan in plans:
            audit(
                actor=SYSTEM,
                at=at,
                verb="plan.cancelled",
                subject=f"plan:{plan.pk}",
                before={"status": "pending"},
                after={"status": "cancelled"},
                reason="not paid by the end of the day",
                chain=plan.store_id,
            )
    return len(plans)
