"""The small forms of a plan's page."""

from __future__ import annotations

from typing import Any

from django import forms

from upgrade_program.plans.enums import Ground


class UtrForm(forms.Form):
    """The reference of the UPI payment a plan waits for."""

    reference = forms.CharField(
        label="UTR of the UPI payment",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CancelForm(forms.Form):
    """On which ground, and why, a plan is cancelled, with the customer's code; the first ground that applies is chosen."""

    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    reason = forms.CharField(label="Reason, in a few words", required=False, max_length=200)
    otp = forms.CharField(
        label="Code from the customer's phone",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, data: Any = None, *, grounds: dict[Ground, str]) -> None:
        super().__init__(data, initial={"ground": next(iter(grounds)).value})
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(ground.value, words) for ground, words in grounds.items()]
