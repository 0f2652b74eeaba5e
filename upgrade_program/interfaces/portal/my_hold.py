"""Holding today's value of a plan: what it gives, once a step; afterwards the code to show at the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import local_day, now
from upgrade_program.buyback.models import ClaimToken
from upgrade_program.buyback.queries import may_reserve, open_claim_of, standing_token_of, written_code_of
from upgrade_program.buyback.services import give_back_tier, reservable, reserve_tier
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.kernel.errors import NotFound, Refused
from upgrade_program.plans.enums import ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import own_plan
from upgrade_program.plans.terms import Valuation, assured_value


class Step(StrEnum):
    """What a plan that gives something today offers its customer to do about it."""

    HOLD = "hold"
    CODE = "code"  # what was reserved, and the code for the store
    CLAIM = "claim"  # a store has the phone before it
    BRING = "bring"  # nothing more can be held: the phone can be brought


class HoldForm(forms.Form):
    """The share that stood on the button: at midnight it may be another."""

    percent = forms.IntegerField(min_value=1, max_value=100)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def hold(request: CustomerRequest, number: str) -> HttpResponse:
    """What would be held, or what is; the form holds it or gives it back. A refusal says on the page how the plan stands."""
    plan = own_plan(request.actor, number)
    at = now()
    act = _act(request) if request.method == "POST" else None
    if act is None:
        return _page(request, plan, status=422 if request.method == "POST" else 200)
    try:
        act(plan=plan, actor=request.actor, at=at, on=local_day(at))
    except NotFound:
        raise
    except Refused as no:
        return _page(request, own_plan(request.actor, number), status=no.status, fallen=no.code == "tier_fallen")
    return redirect("portal:my_hold", number=plan.number)


def _act(request: CustomerRequest) -> Callable[..., ClaimToken] | None:
    """What the form asks for; None for what is no act."""
    asked, form = request.POST.get("act"), HoldForm(request.POST)
    if asked == "hold" and form.is_valid():
        return partial(reserve_tier, expected_percent=form.cleaned_data["percent"])
    return give_back_tier if asked == "give_back" else None


def next_step(plan: Plan, value: Valuation, *, on: date) -> Step | None:
    """The one step that leads on today; None for a plan that gives nothing."""
    if value.value_status is not ValueStatus.OPEN:
        return None
    if standing_token_of(plan, on=on):
        return Step.CODE
    if value.held:
        return Step.CLAIM if open_claim_of(plan) else Step.BRING
    return Step.HOLD if may_reserve(plan, percent=value.percent) else Step.BRING


def _page(request: CustomerRequest, plan: Plan, *, status: int, fallen: bool = False) -> HttpResponse:
    on = local_day(now())
    token = standing_token_of(plan, on=on)
    context: dict[str, Any] = {"plan": plan, "value": assured_value(plan.promise, on=on), "token": token, "fallen": fallen}
    if token:
        code = written_code_of(token)
        context |= {"code": code, "signs": code.replace("-", "")}
    else:
        context |= _offer(plan, on=on)
    return render(request, "portal/me/hold.html", context, status=status)


def _offer(plan: Plan, *, on: date) -> dict[str, Any]:
    """What can be held, or the code of why nothing can."""
    try:
        return {"offer": reservable(plan, on=on)}
    except Refused as no:
        return {"why": no.code}
