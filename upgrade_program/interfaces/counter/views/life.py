"""Suspending a plan and letting it go on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import local_day, now
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.interfaces.counter.life_forms import ReasonForm, SuspendForm
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, plan_for
from upgrade_program.plans.services import may_suspend
from upgrade_program.usecases.rest import Pause
from upgrade_program.usecases.rest import resume as resume_plan
from upgrade_program.usecases.rest import suspend as suspend_plan


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def suspend(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a suspension: ground and reason."""
    at, found = now(), _found(request, number)
    form = SuspendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ground, reason = Pause(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        try:
            suspend_plan(actor=request.actor, number=number, ground=ground, reason=reason, at=at, on=local_day(at))
            return redirect("counter:plan", number=found.number)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
    return _page(request, "counter/life/suspend.html", found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def resume(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a plan goes on: the reason."""
    at, found = now(), _found(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            resume_plan(actor=request.actor, number=number, reason=form.cleaned_data["reason"], at=at, on=local_day(at))
            return redirect("counter:plan", number=found.number)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
    return _page(request, "counter/life/resume.html", found, form)


def _found(request: CounterRequest, number: str) -> Plan:
    found = plan_for(request.actor, number)
    if not may_suspend(request.actor, found):
        raise Forbidden
    return found


def _page(request: CounterRequest, template: str, found: Plan, form: ReasonForm) -> HttpResponse:
    acts = life_acts_on(found, actor=request.actor, exchanges=exchanges_of(found), on=local_day(now()))
    context = {"plan": found, "form": form, "life": acts}
    return render(request, template, context, status=422 if form.errors else 200)
