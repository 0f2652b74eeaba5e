"""The customer's plans: all at a glance, then one by one with everything that is promised and what has happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.shown_plan import fall_of, shown_plan
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor, own_plan
from upgrade_program.plans.terms import assured_value

_GOING_ON = {"pending", "waiting", "open", "suspended"}


@require_safe
@customer_page
def plans(request: CustomerRequest) -> HttpResponse:
    """Every plan kept under the customer's number: those that go on first, then the newest."""
    on = store_today()
    rows = [_row(plan, on=on) for plan in for_actor(request.actor).order_by("-id")]
    rows.sort(key=lambda row: row["value"].value_status not in _GOING_ON)
    return render(request, "portal/me/plans.html", {"rows": rows})


@require_safe
@customer_page
def plan(request: CustomerRequest, number: str) -> HttpResponse:
    """One plan with all that its customer may know; anybody else's, and no plan at all, are the same 404."""
    return render(request, "portal/me/plan.html", shown_plan(own_plan(request.actor, number), on=store_today()))


def _row(plan: Plan, *, on: date) -> dict[str, Any]:
    value = assured_value(plan.promise, on=on)
    return {"plan": plan, "value": value, **fall_of(value, on=on)}
