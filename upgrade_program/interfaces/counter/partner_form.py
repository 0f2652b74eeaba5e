"""The form that asks the exchange partner about a phone without a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.buyback.enums import Grade
from upgrade_program.kernel.errors import Refused

# What a customer and a clerk see alike, instead of a word like "good".
GRADE_WORDS = {
    Grade.GOOD: gettext_lazy("Everything works. No cracks; at most light scratches."),
    Grade.FAIR: gettext_lazy("Everything works. Deep scratches or dents, or the battery is weak."),
    Grade.POOR: gettext_lazy("It powers on, but glass is cracked or something does not work."),
}


class PartnerForm(forms.Form):
    """Which phone, in which condition; the IMEI is looked up for a plan and not kept."""

    device = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "poco m2 pro 4/64"}),
    )
    sku = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    imei = forms.CharField(
        label=gettext_lazy("IMEI, to see whether a plan stands on it"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    grade = forms.ChoiceField(
        label=gettext_lazy("Condition"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(grade.value, words) for grade, words in GRADE_WORDS.items()],
        error_messages={"invalid_choice": gettext_lazy("Choose the sentence that fits the phone.")},
    )

    def typed(self, name: str) -> str:
        """What stands in a field, whether or not it was checked."""
        return str(self[name].value() or "")

    def tell(self, no: Refused) -> None:
        """Show a refusal at the field it names (the phone's for a SKU), or by the button."""
        for error in no.errors:
            name: Any = {"sku": "device"}.get(error.field or "", error.field)
            self.add_error(name if name in self.fields else None, error.message)
