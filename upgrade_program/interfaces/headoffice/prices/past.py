"""Prices as they stood at an instant that is chosen: what every store asked then, since when, and by whose change."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.clock import STORE_TIME, now
from upgrade_program.catalog.queries.past_prices import prices_at
from upgrade_program.interfaces.headoffice.prices.page import shown


class InstantForm(forms.Form):
    """A day and a time in India."""

    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def instant(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=STORE_TIME)


@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """The prices of the instant asked for, or of now; there is nothing to send."""
    at = now()
    local = at.astimezone(STORE_TIME)
    asked = request.GET.dict() if {"day", "time"} & request.GET.keys() else {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    form = InstantForm(asked)
    if not form.is_valid():
        return shown(request, "past", "Prices as they stood", {"form": form}, status=422)
    instant = form.instant()
    return shown(request, "past", "Prices as they stood", {"form": form, "instant": instant, "rows": prices_at(instant, now=at)})
