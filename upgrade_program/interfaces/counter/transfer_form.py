"""The form with which a plan is given to another person. It reads; the domain judges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.customers.enums import Language
from upgrade_program.customers.models import ConsentText
from upgrade_program.interfaces.counter.language import Words
from upgrade_program.interfaces.counter.life_forms import ReasonForm
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases.transfer import NewHolder


def _code(label: Words) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code"}
    return forms.CharField(label=label, required=False, max_length=20, widget=forms.TextInput(attrs=attrs))


class TransferForm(ReasonForm):
    """The new holder, the tick under the text they agreed to, why, and both codes. Each language has a tick of its own under its text:
    only that of the language chosen counts."""

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
    language = forms.ChoiceField(
        label=gettext_lazy("Their language"),
        choices=Language.choices,
        required=False,
        widget=forms.RadioSelect,
        initial=Language.ENGLISH.value,
    )
    consent = forms.MultipleChoiceField(
        label=gettext_lazy("Consent"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Another text is in force now: let them read it, then tick again.")},
    )
    otp = _code(gettext_lazy("Code from the present holder's phone"))
    new_otp = _code(gettext_lazy("Code from the new holder's phone"))
    field_order = ("mobile", "name", "language", "consent", "reason", "otp", "new_otp")

    def __init__(self, data: Any = None, *, texts: list[ConsentText], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["consent"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        field.choices = [(f"{text.language}:{text.version}", text.text) for text in texts]

    @property
    def to(self) -> NewHolder:
        """The new holder as typed; a tick under a text in another language is none."""
        language, ticked = self.cleaned_data.get("language") or "", self.cleaned_data.get("consent") or []
        versions = [int(version) for of, _, version in (tick.partition(":") for tick in ticked) if of == language]
        mobile, name = (str(self.cleaned_data.get(key) or "") for key in ("mobile", "name"))
        return NewHolder(mobile=mobile, name=name, language=language, consent_version=versions[0] if versions else None)

    @property
    def typed_to(self) -> NewHolder:
        """The new holder as it stands in the fields, right or wrong: for looking which codes are on their way."""
        mobile, name = (str(self.data.get(key, "")).replace("\x00", "") for key in ("mobile", "name"))
        return NewHolder(mobile=mobile, name=name)

    def tell(self, no: Refused) -> None:
        """Show a refusal at the fields it names, beside the main act where it names none."""
        for error in no.errors:
            place = (error.field or "").removeprefix("customer.")
            self.add_error(place if place in self.fields else None, error.message)
