"""Which plans go to another person at all. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date

from upgrade_program.plans.enums import Status
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import NothingChanges, TransferNotAllowed
from upgrade_program.plans.services.holder import Holder, check_changeable, read_holder
from upgrade_program.plans.services.suspension import check_not_over


def read_new_holder(*, mobile: str, name: str) -> Holder:
    """Whom the plan goes to, as typed; faults at `customer.mobile` (`mobile_invalid`) and `customer.name` (`invalid`) are told together."""
    return read_holder(mobile=mobile, name=name, at="customer.")


def check_transferable(plan: Plan, wanted: Holder | None, *, on: date) -> None:
    """Whether the terms allow it comes first: where they do not, nothing else matters."""
    if not plan.promise.terms.limits.transfer:
        raise TransferNotAllowed
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    check_not_over(plan, on=on)
    check_changeable(plan, Holder("", ""), on=on)
    if wanted and wanted.mobile == plan.customer.mobile:
        raise NothingChanges(field="customer.mobile")
