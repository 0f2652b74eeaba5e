"""The customer's plans: all at a glance, then one by one with everything that is promised and what has happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.my_hold import next_step
from upgrade_program.interfaces.portal.my_papers import papers_of
from upgrade_program.interfaces.portal.my_promise import lowers_of, must_be_so, wording_for
from upgrade_program.interfaces.portal.my_timeline import timeline_of
from upgrade_program.interfaces.portal.shown_plan import fall_of, shown_plan, spoken
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
    on, language = store_today(), spoken()
    shown = own_plan(request.actor, number)
    context, wording = shown_plan(shown, on=on), wording_for(shown)
    lowers, reckoned_from = lowers_of(shown, context["value"], wording=wording, language=language)
    context |= {
        "step": next_step(shown, context["value"], on=on),
        "lowers": lowers,
        "reckoned_from": reckoned_from,
        "conditions": must_be_so(wording, language=language),
        "papers": papers_of(shown),
        "events": timeline_of(shown, tiers=context["tiers"], swaps=context["swaps"], on=on),
    }
    return render(request, "portal/me/plan.html", context)


def _row(plan: Plan, *, on: date) -> dict[str, Any]:
    value = assured_value(plan.promise, on=on)
    return {"plan": plan, "value": value, **fall_of(value, on=on)}
