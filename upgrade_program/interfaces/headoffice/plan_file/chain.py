"""Checking a whole chain of the audit trail while somebody waits: head office's or a store's. The check itself is an audited act."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stores.clock import now
from stores.models import Store
from upgrade_program.foundation.audit.services import record
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.reporting.plan_file.finding import require_reader
from upgrade_program.reporting.plan_file.trail import HEAD_OFFICE, checked

MOST = 100_000  # rows; about ten seconds


class ChainForm(forms.Form):
    """A store by its code; nothing means head office."""

    store = forms.CharField(
        label="Store code, empty for head office",
        required=False,
        max_length=6,
        error_messages={"max_length": "A store code has at most 6 signs."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_store(self) -> int:
        code = self.cleaned_data["store"].strip().upper()
        if not code:
            return HEAD_OFFICE
        found = Store.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError("No store has this code.")
        return found


@desk_page
def chain(request: HttpRequest) -> HttpResponse:
    """The form; or what going through a chain came to, with its head to compare with what the day reports say."""
    form = ChainForm(request.POST if request.method == "POST" else None)
    found, at = None, now()
    if form.is_valid():
        actor = actor_of(request)
        require_reader(actor)
        found = checked(form.cleaned_data["store"], most=MOST)
        faults = None if found.faults is None else len(found.faults)
        record(actor=actor, at=at, verb="trail.checked", subject=f"chain:{found.number}", after={"rows": found.rows, "faults": faults})
    context = admin.site.each_context(request) | {"title": "Audit trail", "is_fullwidth": "1", "place": "chain"}
    context |= {"form": form, "found": found, "at": at}
    return render(request, "headoffice/plan_file/chain.html", context, status=422 if form.errors else 200)
