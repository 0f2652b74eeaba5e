"""The forms of the rarer acts on a plan. They read; the domain judges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.interfaces.counter.language import Words
from upgrade_program.plans.enums import Pause

GROUNDS = {
    Pause.LOST: gettext_lazy("The phone is lost"),
    Pause.STOLEN: gettext_lazy("The phone is stolen"),
    Pause.DISPUTE: gettext_lazy("There is a dispute about the plan"),
}


def _text(label: Words, longest: int, *, numeric: bool = False) -> forms.CharField:
    attrs: dict[str, Any] = {"autocomplete": "off"} | ({"inputmode": "numeric"} if numeric else {})
    return forms.CharField(label=label, required=False, max_length=longest, widget=forms.TextInput(attrs=attrs))


class ReasonForm(forms.Form):
    """Why a plan goes on."""

    reason = _text(gettext_lazy("Reason, in a few words"), 200)


class SuspendForm(ReasonForm):
    """On which ground, and why, a plan rests."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[(ground.value, words) for ground, words in GROUNDS.items()],
        initial=Pause.LOST.value,
        widget=forms.RadioSelect,
    )
    field_order = ("ground", "reason")


class ExchangeForm(ReasonForm):
    """The phone that the service centre gave, and its paper."""

    new_imei = _text(gettext_lazy("IMEI of the new phone"), 40, numeric=True)
    new_imei2 = _text(gettext_lazy("Its second IMEI, if it has one"), 40, numeric=True)
    document = _text(gettext_lazy("Number on the service centre's paper"), 60)
    service_centre = _text(gettext_lazy("Service centre"), 100)
    field_order = ("new_imei", "new_imei2", "document", "service_centre", "reason")


class CorrectForm(ReasonForm):
    """The mobile (empty: it stays) and the name as they should be, with the customer's code."""

    mobile = forms.CharField(
        label=gettext_lazy("Right mobile"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = _text(gettext_lazy("Right name"), 120)
    otp = forms.CharField(
        label=gettext_lazy("Code from the customer's phone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    field_order = ("mobile", "name", "reason", "otp")
