"""What is done with a plan from its page: its payment taken, its link renewed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stores.clock import local_day, now
from upgrade_program.buyback.queries import whole_plan_for
from upgrade_program.interfaces.counter.forms import UtrForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import put_sold
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.interfaces.counter.views.plan import plan_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import renew_link
from upgrade_program.usecases.sell import take_payment


@require_POST
@staff_page
@with_scanner
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
    return plan_page(request, whole_plan_for(request.actor, number), utr=form, status=422)


@require_POST
@staff_page
def link(request: CounterRequest, number: str) -> HttpResponse:
    """A new link for the customer; the old one stops working."""
    opened = plan_for(request.actor, number)
    renew_link(plan=opened, actor=request.actor, at=now())
    return redirect("counter:done", number=opened.number)
