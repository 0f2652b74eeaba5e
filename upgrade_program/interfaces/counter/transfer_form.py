"""The form with which a plan is given to another person. It reads; the domain judges."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.interfaces.counter.consent_form import AgreeForm, code_field
from upgrade_program.interfaces.counter.life_forms import ReasonForm
from upgrade_program.usecases.transfer import NewHolder


class TransferForm(AgreeForm, ReasonForm):
    """The new holder, the tick under the text they agreed to, why, and both codes."""

    mobile = forms.CharField(
        label=gettext_lazy("Their mobile"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Their name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    otp = code_field(gettext_lazy("Code from the present holder's phone"))
    new_otp = code_field(gettext_lazy("Code from the new holder's phone"))
    field_order = ("mobile", "name", "language", "consent", "reason", "otp", "new_otp")

    @property
    def to(self) -> NewHolder:
        """The new holder as typed."""
        language, version = self.agreed
        mobile, name = (str(self.cleaned_data.get(key) or "") for key in ("mobile", "name"))
        return NewHolder(mobile=mobile, name=name, language=language, consent_version=version)

    @property
    def typed_to(self) -> NewHolder:
        """The new holder as it stands in the fields, right or wrong: for looking which codes are on their way."""
        mobile, name = (str(self.data.get(key, "")).replace("\x00", "") for key in ("mobile", "name"))
        return NewHolder(mobile=mobile, name=name)
