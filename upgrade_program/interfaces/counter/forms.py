"""The small forms of a plan's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.plans.enums import Ground
from upgrade_program.usecases.cancel import Shortfall


class ShortfallForm(forms.Form):
    """What becomes of earned points that are spent already; asked only where some are missing, and owed unless said otherwise."""

    shortfall = forms.ChoiceField(
        label=gettext_lazy("Points that are missing"),
        required=False,
        widget=forms.RadioSelect,
        initial=Shortfall.OWE.value,
        choices=[
            (Shortfall.OWE.value, gettext_lazy("Owe the points: the next ones earned pay them")),
            (Shortfall.PAY.value, gettext_lazy("Pay for them in cash now")),
        ],
    )

    @property
    def choice(self) -> Shortfall:
        """What was chosen."""
        return Shortfall(self.cleaned_data["shortfall"] or Shortfall.OWE)


class UtrForm(forms.Form):
    """The reference of the UPI payment a plan waits for."""

    reference = forms.CharField(
        label=gettext_lazy("UTR of the UPI payment"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CancelForm(ShortfallForm):
    """On which ground, and why, a plan is cancelled, with the customer's code; the first ground that applies is chosen."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Reason, in a few words"), required=False, max_length=200)
    otp = forms.CharField(
        label=gettext_lazy("Code from the customer's phone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, data: Any = None, *, grounds: dict[Ground, str]) -> None:
        super().__init__(data, initial={"ground": next(iter(grounds)).value})
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(ground.value, words) for ground, words in grounds.items()]
