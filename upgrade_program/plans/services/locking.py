"""One plan at a time: the row is locked before anything about it is decided."""

from __future__ import annotations

from django.db.models import QuerySet

from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan


def locked(plan_id: int) -> Plan:
    """The plan as it stands now, kept from everybody else until the transaction ends."""
    return _locking().get(pk=plan_id)


def locked_active(plan_id: int) -> Plan | None:
    """`locked` for an act that only an active plan allows; None when it is no longer active.

    Then nothing is kept from anybody: of many who waited for the one who ended the plan, none makes the next one wait.
    """
    return _locking().filter(status=Status.ACTIVE).filter(pk=plan_id).first()


def _locking() -> QuerySet[Plan]:
    return Plan.objects.select_for_update(of=("self",)).select_related("store", "customer", "collection", "invoice").order_by()
