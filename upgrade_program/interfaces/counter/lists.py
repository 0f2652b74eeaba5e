"""The list of plans: search, filter, order, all in the address except what must never stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor, search_text, with_value_status
from upgrade_program.plans.terms import Valuation, assured_value

WEEK = 7
_PERSONAL = re.compile(r"(?:\d[\s\-]*){10}")
STATUS_WORDS = {
    ValueStatus.OPEN: gettext_lazy("Open"),
    ValueStatus.WAITING: gettext_lazy("Waiting"),
    ValueStatus.PENDING: gettext_lazy("Payment pending"),
    ValueStatus.SUSPENDED: gettext_lazy("Suspended"),
    ValueStatus.REDEEMED: gettext_lazy("Redeemed"),
    ValueStatus.CANCELLED: gettext_lazy("Cancelled"),
    ValueStatus.EXPIRED: gettext_lazy("Expired"),
}
_ORDERS = {
    "": (gettext_lazy("Newest first"), ["-id"]),
    "oldest": (gettext_lazy("Oldest first"), ["id"]),
    "ends": (gettext_lazy("Ends soonest"), ["expires_on", "-id"]),
    "name": (gettext_lazy("Customer's name"), ["customer_name", "-id"]),
    "device": (gettext_lazy("Phone"), ["device", "-id"]),
}


class PlanFilter(forms.Form):
    """What narrows the list. An IMEI or a mobile has no place here: it would stand in the address."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": gettext_lazy("Phone, name, plan or invoice number")}
        ),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            ("", gettext_lazy("Every status")),
            ("falls", gettext_lazy("Falls this week")),
            *((status.value, words) for status, words in STATUS_WORDS.items()),
        ],
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=[(key, words) for key, (words, _order) in _ORDERS.items()]
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if _PERSONAL.search(text):
            raise forms.ValidationError(_("Look an IMEI or a mobile up in the field of the counter: here it would stand in the address."))
        return text


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the list with its value today."""

    plan: Plan
    value: Valuation


def plans_of(actor: Actor, wanted: PlanFilter, *, on: date) -> QuerySet[Plan]:
    """The actor's plans as the filter wants them; a filter that cannot be read gives none."""
    plans = for_actor(actor)
    if not wanted.is_valid():
        return plans.none()
    status = wanted.cleaned_data["status"]
    if status == "falls":
        week = [on + timedelta(days=offset) for offset in range(WEEK)]
        plans = with_value_status(plans, ValueStatus.OPEN, on=on).filter(fall_days__overlap=week)
    elif status:
        plans = with_value_status(plans, ValueStatus(status), on=on)
    if wanted.cleaned_data["q"]:
        plans = search_text(plans, wanted.cleaned_data["q"])
    return plans.order_by(*_ORDERS[wanted.cleaned_data["sort"]][1])


def valued(plans: list[Plan], *, on: date) -> list[Row]:
    """The plans with their value on a day."""
    return [Row(plan, assured_value(plan.promise, on=on)) for plan in plans]


def without_personal(query: Mapping[str, str]) -> bool:
    """Whether the search of an address holds no IMEI and no mobile."""
    return not _PERSONAL.search(query.get("q", ""))
