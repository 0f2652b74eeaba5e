"""The forms of the members' pages. They read; the domain judges."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy


class MobileForm(forms.Form):
    """Whose points are looked at."""

    mobile = forms.CharField(
        label=gettext_lazy("Mobile of the member"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the mobile, ten digits.")},
    )


class AdjustForm(forms.Form):
    """How many points are given (or, with a minus, taken), and why. `key` makes a second press the same act."""

    points = forms.IntegerField(
        label=gettext_lazy("Points, with a minus to take them"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("How many points? Type a whole number."),
            "invalid": gettext_lazy("Type a whole number of points."),
        },
    )
    reason = forms.CharField(label=gettext_lazy("Reason, in a few words"), required=False, max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class MergeForm(MobileForm):
    """The mobile of the same person's other membership, and how that is known."""

    reason = forms.CharField(label=gettext_lazy("How it is known that both are one person"), required=False, max_length=200)


class EraseForm(forms.Form):
    """How the person was known to be who they said they are, and what they asked for."""

    reason = forms.CharField(label=gettext_lazy("How the person asked, and how you know them"), required=False, max_length=200)
