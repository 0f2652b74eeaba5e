"""One plan: what it is worth and why, what happened, and what may be done now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.counter.forms import UtrForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import has_just_sold
from upgrade_program.interfaces.counter.plan_facts import facts_of
from upgrade_program.interfaces.counter.timeline import timeline_of
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for, shows_full_numbers


@require_safe
@staff_page
def plan(request: CounterRequest, number: str) -> HttpResponse:
    """The plan page; any store's staff may open it by its exact number, IMEI and mobile masked."""
    return plan_page(request, plan_for(request.actor, number, whole=True))


@require_safe
@staff_page
def done(request: CounterRequest, number: str) -> HttpResponse:
    """The page after a sale: number, dated steps, QR. Other stores' plans lead to their plan page."""
    sold = plan_for(request.actor, number)
    if not (request.actor.at_counter and request.actor.store_id == sold.store_id):
        return redirect("counter:plan", number=sold.number)
    facts = facts_of(sold, actor=request.actor, on=store_today())
    full = has_just_sold(request.session, sold.number) or shows_full_numbers(request.actor, sold)
    return render(request, "counter/done.html", facts | {"full": full, "utr": UtrForm()})


def plan_page(request: CounterRequest, shown: Plan, *, utr: UtrForm | None = None, status: int = 200) -> HttpResponse:
    """The plan page, with the refused reference of a payment if there is one."""
    on = store_today()
    context = facts_of(shown, actor=request.actor, on=on) | {
        "full": shows_full_numbers(request.actor, shown),
        "timeline": timeline_of(shown, on=on),
        "utr": utr or UtrForm(),
    }
    return render(request, "counter/plan.html", context, status=status)
