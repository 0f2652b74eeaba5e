"""One plan at a time: the row is locked before anything about it is decided."""

from __future__ import annotations

from upgrade_program.plans.models import Plan


def locked(plan_id: int) -> Plan:
    """The plan as it stands now, kept from everybody else until the transaction ends."""
    plans = Plan.objects.select_for_update(of=("self",)).select_related("store", "customer", "collection", "invoice")
    return plans.order_by().get(pk=plan_id)
