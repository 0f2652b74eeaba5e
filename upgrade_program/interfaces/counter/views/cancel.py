"""Cancelling a plan: ground, reason, and in the free look the code from the customer's phone."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.access import require_manager
from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.interfaces.counter.acts import acts_on, grounds_for
from upgrade_program.interfaces.counter.forms import CancelForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.language import spoken_here
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.usecases.cancel import cancel_confirmed, code_waiting, given_back, preview, send_code


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def cancel(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a cancellation; its two buttons send the customer a code and cancel. A refusal stands there, with what was typed."""
    at = now()
    on = local_day(at)
    found = plan_for(request.actor, number)
    require_manager(request.actor, found.store_id)
    form = CancelForm(request.POST if request.method == "POST" else None, grounds=grounds_for(found, on=on))
    if form.is_valid():
        try:
            if request.POST.get("act") != "send":
                _cancel(request, number, form, at=at, on=on)
                return redirect("counter:plan", number=found.number)
            send_code(actor=request.actor, number=number, address=address_of(request), at=at, on=on)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
    return _page(request, found, form, at=at, on=on)


def _cancel(request: CounterRequest, number: str, form: CancelForm, *, at: datetime, on: date) -> None:
    given = form.cleaned_data
    cancel_confirmed(
        actor=request.actor,
        number=number,
        reason=given["reason"],
        code=given["otp"],
        at=at,
        on=on,
        ground=Ground(given["ground"]),
        shortfall=form.choice,
    )


def _page(request: CounterRequest, found: Plan, form: CancelForm, *, at: datetime, on: date) -> HttpResponse:
    act = acts_on(found, actor=request.actor, on=on).cancel
    context = {
        "plan": found,
        "form": form,
        "act": act,
        "refund": preview(actor=request.actor, number=found.number, at=at) if act.allowed else None,
        "asks_code": act.allowed and found.invoice_id and Ground.FREE_LOOK in grounds_for(found, on=on),
        "code": code_waiting(actor=request.actor, plan=found, at=at),
        "back": given_back(found, language=spoken_here()),
        "sent_to": masked_mobile(found.customer.mobile),
    }
    return render(request, "counter/cancel.html", context, status=422 if form.errors else 200)
