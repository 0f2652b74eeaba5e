"""A claim ends otherwise than settled, or is taken back: refused, looked at again, declined, reversed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stores.access import require_seller
from stores.clock import local_day, now, store_today
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claim_for, wording_of
from upgrade_program.buyback.services import decline_claim, refuse_claim, take_second_look
from upgrade_program.interfaces.counter.claim.facts import ClaimFacts
from upgrade_program.interfaces.counter.claim.forms import ClaimForm, LookForm, ReasonForm, RefuseForm, ReverseForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.views.claim import claim_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases import upgrade

page_or_act = require_http_methods(["GET", "HEAD", "POST"])


@page_or_act
@staff_page
def refuse(request: CounterRequest, number: str) -> HttpResponse:
    """By which clause, and what was seen; `?point=` chooses the clause beforehand."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    wording = wording_of(found)
    form = RefuseForm(request.POST if request.method == "POST" else None, wording=wording, point=request.GET.get("point", ""))
    if form.is_valid():
        at = now()
        try:
            refuse_claim(
                number=number,
                reason=form.cleaned_data["reason"],
                clause=form.cleaned_data["point"],
                actor=request.actor,
                at=at,
                on=local_day(at),
            )
            return redirect("counter:claim", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, found, "refuse", form)


@require_POST
@staff_page
def look(request: CounterRequest, number: str) -> HttpResponse:
    """The second look by somebody else; a refusal stands on the page of the refused claim."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    form = LookForm(request.POST)
    if form.is_valid():
        at = now()
        try:
            upheld = form.cleaned_data["upheld"] == "yes"
            take_second_look(number=number, upheld=upheld, remark=form.cleaned_data["remark"], actor=request.actor, at=at, on=local_day(at))
            return redirect("counter:claim", number=found.number)
        except NotFound:
            raise
        except Refused as no:
            form.tell(no)
    return claim_page(request, found, look=form, status=422)


@page_or_act
@staff_page
def decline(request: CounterRequest, number: str) -> HttpResponse:
    """The customer says no: why, in a few words."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = now()
        try:
            decline_claim(number=number, reason=form.cleaned_data["reason"], actor=request.actor, at=at, on=local_day(at))
            return redirect("counter:claim", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, found, "decline", form)


@page_or_act
@staff_page
def reverse(request: CounterRequest, number: str) -> HttpResponse:
    """What a reversal does, and why it is made: a manager of the settling store, never the settler; for settled claims only (404)."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    if not hasattr(found, "settlement"):
        raise NotFound
    form, at = ReverseForm(request.POST if request.method == "POST" else None), now()
    if form.is_valid():
        try:
            reason, shortfall = form.cleaned_data["reason"], form.choice
            upgrade.reverse(actor=request.actor, claim=number, reason=reason, at=at, on=local_day(at), shortfall=shortfall)
            return redirect("counter:claim", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, found, "reverse", form, points=upgrade.reversal_preview(actor=request.actor, claim=number, at=at))


def _page(request: CounterRequest, found: Claim, name: str, form: ClaimForm, **more: object) -> HttpResponse:
    facts = ClaimFacts(found, actor=request.actor, on=store_today())
    context = {"claim": found, "plan": found.plan, "facts": facts, "form": form, **more}
    return render(request, f"counter/claim/{name}.html", context, status=422 if form.errors else 200)
