"""Correcting a mistyped mobile or name, with the code from the customer's phone."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.interfaces.counter.life_forms import CorrectForm
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, plan_for
from upgrade_program.usecases.correct import CodeSent, code_waiting, correct_confirmed, send_code


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def correct(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a correction; its two buttons send the code and correct. A refusal stands there, with what was typed."""
    at = now()
    on, found = local_day(at), plan_for(request.actor, number)
    if not request.actor.works_for(found.store_id):
        raise Forbidden
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={"name": found.customer_name})
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("mobile", "name")}
        try:
            if request.POST.get("act") != "send":
                reason, code = form.cleaned_data["reason"], form.cleaned_data["otp"]
                correct_confirmed(actor=request.actor, number=number, reason=reason, code=code, at=at, on=on, **given)
                return redirect("counter:plan", number=found.number)
            send_code(actor=request.actor, number=number, address=address_of(request), at=at, on=on, **given)
        except Refused as no:
            for error in no.errors:
                form.add_error(error.field if error.field in form.fields else None, error.message)
    acts = life_acts_on(found, actor=request.actor, exchanges=exchanges_of(found), on=on)
    context = {
        "plan": found,
        "form": form,
        "life": acts,
        "code": _code(request, found, form, at=at, on=on),
        "present": masked_mobile(found.customer.mobile),
    }
    return render(request, "counter/life/correct.html", context, status=422 if form.errors else 200)


def _code(request: CounterRequest, found: Plan, form: CorrectForm, *, at: datetime, on: date) -> CodeSent | None:
    """The code that is on its way for what is typed; None while that itself is refused."""
    if not form.is_bound:
        return None
    mobile, name = (form.data.get(key, "") for key in ("mobile", "name"))
    try:
        return code_waiting(actor=request.actor, plan=found, mobile=mobile, name=name, at=at, on=on)
    except Refused:
        return None
