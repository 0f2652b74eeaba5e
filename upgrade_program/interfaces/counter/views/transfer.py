"""Giving a plan to another person, with a code from each of the two, where the plan's terms allow it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.queries import consent_texts
from upgrade_program.interfaces.counter.acts import Act
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.interfaces.counter.transfer_form import TransferForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, plan_for
from upgrade_program.usecases.transfer import BothCodes, codes_waiting, send_code, send_code_to, transfer_confirmed

_NONE = BothCodes(giving=None, taking=None)
_STAYS = Act(allowed=False, why=gettext_lazy("Its terms know no transfer: this plan stays with the person who bought it."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def transfer(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a transfer; its buttons send a code to either of the two, and transfer. A refusal stands there, with what was
    typed."""
    at = now()
    on, found = local_day(at), plan_for(request.actor, number)
    if not request.actor.works_for(found.store_id):
        raise Forbidden
    form = TransferForm(request.POST if request.method == "POST" else None, texts=consent_texts(on=on))
    if form.is_valid():
        try:
            if _acted(request, found, form, at=at, on=on):
                return redirect("counter:plan", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    allows = found.promise.terms.limits.transfer
    context = {
        "plan": found,
        "form": form,
        "act": life_acts_on(found, actor=request.actor, exchanges=exchanges_of(found), on=on).transfer if allows else _STAYS,
        "codes": _codes(request, found, form, at=at, on=on),
        "present": masked_mobile(found.customer.mobile),
    }
    return render(request, "counter/life/transfer.html", context, status=422 if form.errors else 200)


def _acted(request: CounterRequest, found: Plan, form: TransferForm, *, at: datetime, on: date) -> bool:
    """What the button pressed asks for; whether the plan went over."""
    asked: dict[str, Any] = {"actor": request.actor, "number": found.number, "at": at, "on": on}
    match request.POST.get("act"):
        case "send":
            send_code(**asked, address=address_of(request))
        case "send_new":
            send_code_to(**asked, to=form.to, address=address_of(request))
        case _:
            given = form.cleaned_data
            transfer_confirmed(**asked, to=form.to, reason=given["reason"], otp=given["otp"], new_otp=given["new_otp"])
            return True
    return False


def _codes(request: CounterRequest, found: Plan, form: TransferForm, *, at: datetime, on: date) -> BothCodes:
    """The codes that are on their way for what is typed; none while that itself is refused."""
    if not form.is_bound:
        return _NONE
    try:
        return codes_waiting(actor=request.actor, plan=found, to=form.typed_to, at=at, on=on)
    except Refused:
        return _NONE
