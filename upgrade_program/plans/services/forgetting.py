"""The holder of plans that are over leaves their names, because they are erased as a customer."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.customers.models import Customer
from upgrade_program.plans.enums import LIVE
from upgrade_program.plans.models import ForgottenHolder, Plan, PublicLink
from upgrade_program.plans.refusals import HoldsLivePlan


def require_no_live_plan(customer_id: int) -> None:
    """Refuses (`plan_live`) the holder of a plan that is pending, active or suspended: it promises money to this very person."""
    plan = Plan.objects.filter(customer_id=customer_id, status__in=LIVE).order_by("id").first()
    if plan is not None:
        raise HoldsLivePlan(plan=plan.written)


def forget_holder(*, customer: Customer, at: datetime) -> None:
    """Take name, GSTIN and address of an erased customer off their plans, and end the links to them. In the erasure's transaction.

    Tax documents and the used-goods register, which the law wants with a name, are other tables and stay. Refuses `plan_live`.
    """
    require_no_live_plan(customer.pk)
    ForgottenHolder.objects.create(customer=customer, at=at)
    PublicLink.objects.filter(plan__customer=customer, revoked_at=None).update(revoked_at=at)
