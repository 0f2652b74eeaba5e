"""The forms of the approvals' desk. They read; the domain judges."""

from __future__ import annotations

from django import forms


class DecisionForm(forms.Form):
    """Yes or no to a request, with a note; a no needs one."""

    note = forms.CharField(label="Note, needed for a no", required=False, max_length=200)


class OverrideForm(forms.Form):
    """How many rupees of the deductions are to be waived, and why."""

    amount = forms.DecimalField(
        label="Rupees to waive",
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "How many rupees? Type a whole number.", "invalid": "Type whole rupees, digits only."},
    )
    reason = forms.CharField(label="Reason, in a few words", required=False, max_length=200)


class ExtensionForm(forms.Form):
    """How many days past its last day a tier is to be held, and why."""

    days = forms.IntegerField(
        label="Days past the last day",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "How many days? Type a whole number.", "invalid": "Type a whole number of days."},
    )
    reason = forms.CharField(label="Reason, in a few words", required=False, max_length=200)
