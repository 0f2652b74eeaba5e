"""The forms of the approvals' desk. They read; the domain judges."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class DecisionForm(forms.Form):
    """Yes or no to a request, with a note; a no needs one."""

    note = forms.CharField(label=gettext_lazy("Note, needed for a no"), required=False, max_length=200)


class OverrideForm(forms.Form):
    """How many rupees of the deductions are to be waived, and why."""

    amount = forms.DecimalField(
        label=gettext_lazy("Rupees to waive"),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("How many rupees? Type a whole number."),
            "invalid": gettext_lazy("Type whole rupees, digits only."),
        },
    )
    reason = forms.CharField(label=gettext_lazy("Reason, in a few words"), required=False, max_length=200)


class ExtensionForm(forms.Form):
    """How many days past its last day a tier is to be held, and why."""

    days = forms.IntegerField(
        label=gettext_lazy("Days past the last day"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("How many days? Type a whole number."),
            "invalid": gettext_lazy("Type a whole number of days."),
        },
    )
    reason = forms.CharField(label=gettext_lazy("Reason, in a few words"), required=False, max_length=200)
