"""One plan at a time: the row is locked before anything about it is decided."""

from __future__ import annotations

from upgrade_program.plans.models import Plan


def keep_holder(plan_id: int) -> None:
    """Nobody hands the plan on, or takes back the consent to it, until the transaction ends. To be asked before the plan is read: who
    comes later then sees what was queued for its holder, and calls it off.
    """
    Plan.objects.select_for_update(no_key=True).order_by().values_list("pk", flat=True).get(pk=plan_id)


def locked(plan_id: int) -> Plan:
    """The plan as it stands now, kept from everybody else until the transaction ends.

    Locked first and read then: of a lock that was waited for PostgreSQL looks at the plan again, but not at what is joined to it. A plan
    handed on meanwhile would not be found, one paid meanwhile would be without its invoice.
    """
    plans = Plan.objects.order_by()
    plans.select_for_update().values_list("pk", flat=True).get(pk=plan_id)
    return plans.select_related("store", "customer", "collection", "invoice").get(pk=plan_id)
