"""A plan as its customer reads it, behind its link and on their own pages: the same figures, in the same words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language

from upgrade_program.interfaces.portal.claim import shown_claim
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import swaps_of
from upgrade_program.plans.terms import Valuation, assured_value, tier_table

SOON = 7  # days before a fall in which the page warns


def spoken() -> str:
    """The language of this answer, as messages and claims are written: en or hi."""
    return "hi" if (get_language() or "").startswith("hi") else "en"


def fall_of(value: Valuation, *, on: date) -> dict[str, Any]:
    """The next change of a value: in how many `days`, by how many rupees it `falls_by`, and whether that is `soon`."""
    days = (value.next.on - on).days if value.next else 0
    return {
        "days": days,
        "falls_by": value.assured - value.next.assured if value.next else 0,
        "soon": 0 < days <= SOON and value.value_status == "open",
    }


def shown_plan(plan: Plan, *, on: date) -> dict[str, Any]:
    """What the templates of a plan's page take: value, dated tiers, the next fall, exchanges and the newest claim; the IMEI is masked."""
    value = assured_value(plan.promise, on=on)
    return {
        "plan": plan,
        "value": value,
        "tiers": tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base),
        "imei": masked(plan.imei),
        "alive": value.value_status in {"pending", "waiting", "open"},
        "marked": on if value.value_status == "open" else None,
        "swaps": swaps_of(plan),
        "claim": shown_claim(plan, language=spoken(), on=on),
        **fall_of(value, on=on),
    }
