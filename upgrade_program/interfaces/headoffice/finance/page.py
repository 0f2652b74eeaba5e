"""What the pages of finance share: the month asked for, and the admin's frame around them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from stores.clock import local_day, now
from stores.gstin import PATTERN
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.estimate import PROGRAMME_START
from upgrade_program.reporting.finance.months import Month, month_of


class MonthForm(forms.Form):
    """A month from the programme's first to the present one; what is none says so and counts as the present one."""

    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$",
        label="Month",
        widget=forms.DateInput(attrs={"type": "month"}),
        error_messages={"invalid": "This is no month; write it as 2027-05. Below is this month.", "required": "Choose a month."},
    )

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__({"month": data.get("month") or f"{today:%Y-%m}"})
        self.today = today

    def clean_month(self) -> date:
        asked = date.fromisoformat(f"{self.cleaned_data['month']}-01")
        if asked < PROGRAMME_START.replace(day=1):
            raise forms.ValidationError("The programme had not begun then. Below is this month.")
        if asked > self.today:
            raise forms.ValidationError("This month has not begun yet. Below is this month.")
        return asked

    @property
    def chosen(self) -> Month:
        on = self.cleaned_data["month"] if self.is_valid() else self.today
        return month_of(on, today=self.today)


def month_form(data: QueryDict) -> MonthForm:
    return MonthForm(data, today=local_day(now()))


def gstin_of(data: QueryDict) -> str:
    """The GSTIN that is asked for; what has not its shape is not there."""
    gstin = data.get("gstin", "")
    if not re.fullmatch(PATTERN, gstin):
        raise Http404
    return gstin


def shown(request: HttpRequest, name: str, title: str, form: MonthForm, context: dict[str, Any]) -> HttpResponse:
    """The page in the admin's frame, with the months beside the one it shows."""
    month = form.chosen
    later = anniversary(month.first, 1)
    frame = admin.site.each_context(request) | {
        "title": title,
        "place": name,
        "is_fullwidth": "1",
        "form": form,
        "month": month,
        "earlier": month.day_before if month.first > PROGRAMME_START else None,
        "later": later if later <= form.today else None,
        "q": request.GET.get("q", "")[:60],
    }
    return render(request, f"headoffice/finance/{name}.html", frame | context)
