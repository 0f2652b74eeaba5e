"""Asking for a warranty exchange; a second person grants it at the approvals."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import local_day, now
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.interfaces.counter.life_forms import ExchangeForm
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.queries import exchanges_of, plan_for
from upgrade_program.usecases.exchange import ask_swap


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def exchange(request: CounterRequest, number: str) -> HttpResponse:
    """The page that asks: the new phone's IMEI, the service centre's paper, the reason. Refusals stand at their fields."""
    at, found = now(), plan_for(request.actor, number)
    if not request.actor.works_for(found.store_id):
        raise Forbidden
    form = ExchangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_swap(actor=request.actor, number=number, at=at, on=local_day(at), **form.cleaned_data)
            return redirect("counter:plan", number=found.number)
        except Refused as no:
            for error in no.errors:
                form.add_error(error.field if error.field in form.fields else None, error.message)
    acts = life_acts_on(found, actor=request.actor, exchanges=exchanges_of(found), on=local_day(at))
    context = {"plan": found, "form": form, "life": acts, "masked_imei": masked(found.imei)}
    return render(request, "counter/life/exchange.html", context, status=422 if form.errors else 200)
