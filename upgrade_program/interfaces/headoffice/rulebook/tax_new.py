"""A new tax rate, typed as a draft."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.billing.services.rules import draft_tax_rule, newest_rule
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.billing.tax_draft import LONGEST, TaxProposal
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.interfaces.headoffice.rulebook.page import shown
from upgrade_program.kernel.errors import Forbidden, Refused


class RateForm(forms.Form):
    """A rate for a service code, from which day, and why."""

    sac = forms.CharField(label="Service code (SAC or HSN)", max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    rate = forms.DecimalField(
        label="Rate, per cent", max_digits=5, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    description = forms.CharField(label="What is taxed", max_length=LONGEST)
    from_day = forms.DateField(label="Billed from, 00:00 in India", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="Reason, such as the notification", max_length=300)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**62)


@desk_page
def tax_new(request: HttpRequest) -> HttpResponse:
    """Shows the form, or takes it: kept as a draft that nobody is asked for yet, or shown again with what is wrong."""
    actor, at = actor_of(request), now()
    require_head_office(actor)
    last = newest_rule(PLAN_SAC)
    if request.method != "POST":
        first = {"sac": PLAN_SAC, "from_day": local_day(at) + timedelta(days=1), "seen": last.pk if last else None}
        said = {"rate": f"{last.rate.normalize():f}", "description": last.description} if last else {}
        return _page(request, RateForm(initial=first | said))
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    typed = dict(form.cleaned_data)
    proposal = TaxProposal(sac=typed.pop("sac"), rate=typed.pop("rate"), description=typed.pop("description"))
    if proposal.sac != PLAN_SAC:  # the page was begun with the plans' rate; another code follows its own
        other = newest_rule(proposal.sac)
        typed["seen"] = other.pk if other else None
    try:
        draft = draft_tax_rule(actor=actor, proposal=proposal, at=at, **typed)
    except Forbidden:
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, form, status=422)
    return redirect("admin:tax_draft", pk=draft.pk)


def _page(request: HttpRequest, form: RateForm, *, status: int = 200) -> HttpResponse:
    return shown(request, "tax_new", "New tax rate", {"form": form}, status=status)
