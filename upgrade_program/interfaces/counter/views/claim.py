"""A claim from its plan's page to the last question: opened, its gates passed, its check list answered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stores.access import require_seller
from stores.clock import local_day, now, store_today
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claim_for, whole_plan_for
from upgrade_program.buyback.services import save_answers
from upgrade_program.interfaces.counter.claim.facts import ClaimFacts
from upgrade_program.interfaces.counter.claim.forms import FORMS, ClaimForm, GateForm, LookForm, PhotoForm, StartForm
from upgrade_program.interfaces.counter.claim.gates import pass_at
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.interfaces.counter.views.plan import plan_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases.upgrade import open_at

_PAGES = {
    "settled": "counter/claim/settled.html",
    "refused": "counter/claim/refused.html",
    "declined": "counter/claim/ended.html",
    "lapsed": "counter/claim/ended.html",
    "reversed": "counter/claim/reversed.html",
}


@require_POST
@staff_page
@with_scanner
def start(request: CounterRequest, number: str) -> HttpResponse:
    """Opens a claim on the plan for the handset that was scanned; a refusal stands at the IMEI or the code, on the plan's page."""
    at = now()
    form = StartForm(request.POST)
    try:
        if form.is_valid():
            shown = {"handset_imei": form.cleaned_data["handset_imei"], "token": form.cleaned_data["token"].strip()}
            opened = open_at(actor=request.actor, number=number, at=at, on=local_day(at), views=REQUIRED_VIEWS, **shown)
            return redirect("counter:claim", number=opened.number)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.add_error("token" if no.field == "token" else "handset_imei", str(no))
    return plan_page(request, whole_plan_for(request.actor, number), start=form, status=422)


@require_safe
@staff_page
def claim(request: CounterRequest, number: str) -> HttpResponse:
    """The claim at the step where it stands; any store's staff may open it by its exact number."""
    return claim_page(request, claim_for(request.actor, number))


@require_POST
@staff_page
def gate(request: CounterRequest, number: str) -> HttpResponse:
    """Records one gate as passed, with its proof; a refusal stands in the gate's own form, with what was typed."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    at = now()
    key = request.POST.get("gate", "")[:20].replace("\x00", "")
    form = FORMS.get(key, GateForm)(request.POST, request.FILES)
    try:
        if form.is_valid():
            asks = request.POST.get("act") == "look_up"
            pass_at(key, form, number=number, actor=request.actor, asks_service=asks, at=at, on=local_day(at))
            return next_step(found)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return claim_page(request, found, form=form, status=422)


@require_POST
@staff_page
def answers(request: CounterRequest, number: str) -> HttpResponse:
    """Keeps the answers given so far. Sent by the page itself after each one, or whole by its button; the figures come back."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    at = now()
    given = {name.removeprefix("answer-"): str(value) for name, value in request.POST.items() if name.startswith("answer-")}
    form = ClaimForm(request.POST)
    try:
        kept = save_answers(number=number, answers=given, actor=request.actor, at=at, on=local_day(at))
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.add_error(None, str(no))
        return claim_page(request, found, form=form, status=422)
    facts = ClaimFacts(claim_for(request.actor, kept.number), actor=request.actor, on=local_day(at))
    if not request.htmx:
        return next_step(kept)
    if found.payable is None and kept.payable is not None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # the last answer: the page goes on to the next step
    return render(request, "counter/claim/answered.html", {"facts": facts, "claim": facts.claim})


def next_step(found: Claim) -> HttpResponse:
    """Back to the claim, where the step stands that waits now."""
    return redirect(reverse("counter:claim", args=[found.number]) + "#now")


def claim_page(
    request: CounterRequest,
    found: Claim,
    *,
    form: ClaimForm | None = None,
    photo: PhotoForm | None = None,
    look: LookForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a claim as it stands, with the form that was refused if there is one."""
    facts = ClaimFacts(found, actor=request.actor, on=store_today())
    step = facts.now if facts.goes_on else None
    if form is None and step is not None and step.kind == "gate":
        form = FORMS.get(step.key, GateForm)()
    context = {
        "claim": found,
        "plan": found.plan,
        "facts": facts,
        "form": form or GateForm(),
        "photo": photo,
        "photo_listed": bool(photo and step and step.kind == "photos" and photo["view"].value() in facts.missing),
        "look": look or LookForm(),
        "today": facts.on,
    }
    return render(request, _PAGES.get(facts.state, "counter/claim/claim.html"), context, status=status)
