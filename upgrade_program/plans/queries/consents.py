"""By whose word a plan is kept and written about."""

from __future__ import annotations

from collections.abc import Iterable

from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.models import Consent
from upgrade_program.customers.withdrawals import withdrawn_among
from upgrade_program.plans.models import Plan


def consent_of(plan: Plan) -> Consent:
    """The newest consent to the plan: its buyer's, or that of the person it was given to, or one given again."""
    people = {plan.customer_id}
    for before, after in plan.holder_changes.values_list("old_customer_id", "new_customer_id"):
        people |= {before, after}
    later = Consent.objects.filter(customer_id__in=people, subject=f"plan:{plan.pk}", text__purpose=Purpose.PLAN, pk__gt=plan.consent_id)
    return later.order_by("-id").first() or plan.consent


def is_silent(plan: Plan) -> bool:
    """Whether nobody may be written to about the plan, because the consent to it was taken back."""
    return bool(silent_among([plan.pk]))


def silent_among(plan_ids: Iterable[int]) -> set[int]:
    """Those of the plans about which nobody may be written to. In one query."""
    return {int(subject.removeprefix("plan:")) for subject in withdrawn_among([f"plan:{pk}" for pk in plan_ids])}
