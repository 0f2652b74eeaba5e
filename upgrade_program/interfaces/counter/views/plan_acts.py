"""What is done with a plan from its page: its payment taken, its link renewed, the plan cancelled."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stores.access import require_manager
from stores.clock import local_day, now
from upgrade_program.interfaces.counter.acts import acts_on, grounds_for
from upgrade_program.interfaces.counter.forms import CancelForm, UtrForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import put_sold
from upgrade_program.interfaces.counter.views.plan import plan_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import renew_link
from upgrade_program.usecases.cancel import cancel as cancel_plan
from upgrade_program.usecases.sell import take_payment


@require_POST
@staff_page
def paid(request: CounterRequest, number: str) -> HttpResponse:
    """Takes the UTR of a pending plan's payment; a refusal stands at the field with what was typed."""
    form = UtrForm(request.POST)
    at = now()
    try:
        if form.is_valid():
            sold = take_payment(actor=request.actor, number=number, reference=form.cleaned_data["reference"], at=at, on=local_day(at))
            put_sold(request.session, sold.number)
            return redirect("counter:done", number=sold.number)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.add_error("reference", str(no))
    return plan_page(request, plan_for(request.actor, number), utr=form, status=422)


@require_POST
@staff_page
def link(request: CounterRequest, number: str) -> HttpResponse:
    """A new link for the customer; the old one stops working."""
    opened = plan_for(request.actor, number)
    renew_link(plan=opened, actor=request.actor, at=now())
    return redirect("counter:done", number=opened.number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def cancel(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a cancellation, with ground and reason; a refusal stands there and nothing has changed."""
    at = now()
    on = local_day(at)
    found = plan_for(request.actor, number)
    require_manager(request.actor, found.store_id)
    form = CancelForm(request.POST if request.method == "POST" else None, grounds=grounds_for(found, on=on))
    if form.is_valid():
        ground, reason = Ground(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        try:
            cancel_plan(actor=request.actor, number=number, reason=reason, ground=ground, at=at, on=on)
            return redirect("counter:plan", number=found.number)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
    context = {"plan": found, "form": form, "act": acts_on(found, actor=request.actor, on=on).cancel}
    return render(request, "counter/cancel.html", context, status=422 if form.is_bound else 200)
