"""The last step of a claim: the new phone and the customer's code, then the settlement."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stores.access import require_seller
from stores.clock import local_day, now
from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claim_for
from upgrade_program.buyback.services import waiting_code
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.interfaces.counter.claim.facts import ClaimFacts
from upgrade_program.interfaces.counter.claim.forms import SettleForm
from upgrade_program.interfaces.counter.claim.new_phone import PhoneSheet, phone_of, points_of
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases.upgrade import settle_confirmed


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@with_scanner
def settle(request: CounterRequest, number: str) -> HttpResponse:
    """The form of an offered claim; a look at what is left to pay (`act=look`); or the settlement, which lands on the claim's page."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    if found.state not in {State.OFFERED, State.ACCEPTED} and request.method != "POST":
        return redirect("counter:claim", number=found.number)
    if request.method != "POST":
        return settle_page(request, found)
    if request.POST.get("act") == "look":
        return settle_page(request, found, form=SettleForm(initial=request.POST.dict()))
    at = now()
    form = SettleForm(request.POST)
    try:
        if form.is_valid():
            settle_confirmed(
                actor=request.actor,
                claim=number,
                new_phone=phone_of(form, PhoneSheet.of(found, form, at=at)),
                code=form.cleaned_data["code"],
                excess_acknowledged=form.cleaned_data["excess_acknowledged"],
                at=at,
                on=local_day(at),
                points=[points] if (points := points_of(form)) else [],
            )
            return redirect("counter:claim", number=found.number)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return settle_page(request, claim_for(request.actor, number), form=form, status=422)


@require_POST
@staff_page
def phone(request: CounterRequest, number: str) -> HttpResponse:
    """Fragment: the phones that fit what is typed, and what is left to pay at the price typed."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    form = SettleForm(initial=request.POST.dict())
    return render(request, "counter/claim/phone_answer.html", {"sheet": PhoneSheet.of(found, form, at=now()), "form": form, "claim": found})


def settle_page(
    request: CounterRequest, found: Claim, *, form: SettleForm | None = None, no: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of the last step; `no` is a refusal of another code."""
    at = now()
    if form is None:
        form = SettleForm({"code": ""}) if no else SettleForm()
    if no:
        form.tell(no)
    context = {
        "claim": found,
        "plan": found.plan,
        "facts": ClaimFacts(found, actor=request.actor, on=local_day(at)),
        "form": form,
        "sheet": PhoneSheet.of(found, form, at=at),
        "code": waiting_code(claim=found, actor=request.actor, at=at),
        "sent_to": masked_mobile(found.plan.customer.mobile),
    }
    return render(request, "counter/claim/settle.html", context, status=422 if no else status)
