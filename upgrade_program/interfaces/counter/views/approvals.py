"""The approvals' desk: what waits, what was asked and decided; and the two pages that ask for an exception of a claim or a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stores.clock import local_day, now
from upgrade_program.buyback.queries import claim_for, worth_of
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.interfaces.counter.approval_desk import desk_of
from upgrade_program.interfaces.counter.approval_forms import DecisionForm, ExtensionForm, OverrideForm
from upgrade_program.interfaces.counter.approval_rows import waivable
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.plans.queries import plan_for
from upgrade_program.usecases import decide


@require_safe
@staff_page
def approvals(request: CounterRequest) -> HttpResponse:
    """What waits for this person, what they asked for, and what was decided at the store lately."""
    return _desk(request)


@require_POST
@staff_page
def decided(request: CounterRequest, pk: int) -> HttpResponse:
    """Takes a yes, a no or a withdrawal; a refusal stands at the request with what was typed."""
    approval_for(request.actor, pk)  # what one may not see is not there, whatever was sent
    form, at = DecisionForm(request.POST, auto_id=f"id_{pk}_%s"), now()
    acts: dict[str, Callable[[], Approval]] = {
        "allow": lambda: decide.allow(actor=request.actor, approval_id=pk, at=at, on=local_day(at), note=form.cleaned_data["note"]),
        "reject": lambda: decide.turn_down(actor=request.actor, approval_id=pk, note=form.cleaned_data["note"], at=at),
        "withdraw": lambda: decide.take_back(actor=request.actor, approval_id=pk, at=at),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        return _desk(request, refused=form, at_request=pk, status=422)
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.add_error("note" if no.field in {"note", "reason"} else None, str(no))
        return _desk(request, refused=form, at_request=pk, status=422)
    return redirect("counter:approvals")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def override(request: CounterRequest, number: str) -> HttpResponse:
    """Asks that rupees of a claim's deductions be waived."""
    claim = claim_for(request.actor, number)
    _require_counter(request)
    form, at = OverrideForm(request.POST if request.method == "POST" else None), now()
    if form.is_valid() and _asked(form, lambda: _ask_override(request, number, form, at=at)):
        return redirect("counter:claim", number=claim.number)
    context = {"claim": claim, "plan": claim.plan, "form": form, "worth": worth_of(claim), "limit": waivable(claim)}
    return render(request, "counter/approvals/override.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def extension(request: CounterRequest, number: str) -> HttpResponse:
    """Asks that a tier whose last day has passed be held for some days."""
    plan = plan_for(request.actor, number)
    _require_counter(request)
    form, at = ExtensionForm(request.POST if request.method == "POST" else None), now()
    if form.is_valid() and _asked(form, lambda: _ask_extension(request, number, form, at=at)):
        return redirect("counter:plan", number=plan.number)
    context = {"plan": plan, "form": form, "most": plan.promise.terms.limits.extension_days}
    return render(request, "counter/approvals/extension.html", context, status=422 if form.errors else 200)


def _ask_override(request: CounterRequest, number: str, form: forms.Form, *, at: Any) -> Approval:
    return decide.ask_for_override(actor=request.actor, claim=number, at=at, on=local_day(at), **form.cleaned_data)


def _ask_extension(request: CounterRequest, number: str, form: forms.Form, *, at: Any) -> Approval:
    return decide.ask_for_extension(actor=request.actor, number=number, at=at, on=local_day(at), **form.cleaned_data)


def _require_counter(request: CounterRequest) -> None:
    if not request.actor.at_counter:
        raise Forbidden


def _asked(form: forms.Form, ask: Callable[[], Approval]) -> bool:
    """Whether it was asked; a refusal stands at its field."""
    try:
        ask()
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return False
    return True


def _desk(request: CounterRequest, *, refused: DecisionForm | None = None, at_request: int = 0, status: int = 200) -> HttpResponse:
    """The desk, a form at each request that waits; a refusal about one that is shown with no act any more stands above them all."""
    context = desk_of(request.actor, store=request.GET.get("store", ""), at=now())
    waiting = [
        (row, refused if row.asked.pk == at_request else DecisionForm(auto_id=f"id_{row.asked.pk}_%s")) for row in context["waiting"]
    ]
    at_hand = {row.asked.pk for row in context["waiting"] if row.may_decide} | {row.asked.pk for row in context["mine"]}
    context |= {"waiting": waiting, "refused": refused, "at_request": at_request, "astray": refused and at_request not in at_hand}
    return render(request, "counter/approvals/desk.html", context, status=status)
