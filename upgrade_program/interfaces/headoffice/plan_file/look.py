"""Looking a file up, on the screen. The number is sent, never an address's part; what was looked at stands in the audit trail.

A page that is only opened looks at nothing: the look-up is a POST, so that no browser that fetches ahead leaves a look in the trail.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stores.clock import now
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.foundation.audit.services import record
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.finding import MOST, find_plans
from upgrade_program.reporting.plan_file.whole import plan_file, subject_of

SEARCH = "plan_file:search"


class NumberForm(forms.Form):
    """One whole number of any kind."""

    q = forms.CharField(
        label="Plan number, document number, IMEI or mobile",
        max_length=60,
        error_messages={"required": "Type a number.", "max_length": "No number is as long as this."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )


class NoFile(NotFound):
    """Understood, but nothing stands under it."""

    field = "q"
    sentence = "No plan stands under this number."
    next_step = "Compare it sign by sign: only a whole number finds anything."


@desk_page
def look(request: HttpRequest) -> HttpResponse:
    """The form; or what a number leads to: one plan's file, or the plans to choose from. A refusal stands at the field."""
    if request.method != "POST":
        return _shown(request, "look", "Plan file", {"form": NumberForm()})
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            return _found(request, form)
        except Forbidden:
            raise
        except Refused as no:
            form.add_error("q", str(no))
            return _shown(request, "look", "Plan file", {"form": form}, status=422)
    return _shown(request, "look", "Plan file", {"form": form}, status=422)


def _found(request: HttpRequest, form: NumberForm) -> HttpResponse:
    actor, at = actor_of(request), now()
    found = find_plans(actor, form.cleaned_data["q"])
    if len(found.plans) != 1:
        record(actor=actor, at=at, verb="file.searched", subject=SEARCH, after={"by": found.by, "plans": len(found.plans)})
        if not found.plans:
            raise NoFile
        choices = [(plan, masked(plan.imei), masked_mobile(plan.customer.mobile)) for plan in found.plans]
        return _shown(request, "choose", "Plan file", {"form": form, "choices": choices, "most": len(choices) == MOST})
    return _file(request, found.plans[0], by=found.by)


def _file(request: HttpRequest, plan: Plan, *, by: str) -> HttpResponse:
    """The file, after this look has its own row in it."""
    actor, at = actor_of(request), now()
    record(actor=actor, at=at, verb="file.looked_at", subject=subject_of(plan), after={"by": by})
    file = plan_file(actor, plan, at=at)
    return _shown(request, "file", f"Plan file {plan.written}", {"file": file, "plan": plan, "form": NumberForm()})


def _shown(request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    frame = admin.site.each_context(request) | {"title": title, "is_fullwidth": "1", "place": "file"}
    return render(request, f"headoffice/plan_file/{name}.html", frame | context, status=status)
