"""The forms with which a holder takes back the consent to their plan, or agrees to it. They read; the domain judges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.customers.enums import Language
from upgrade_program.customers.models import ConsentText
from upgrade_program.interfaces.counter.language import Words
from upgrade_program.kernel.errors import Refused


def code_field(label: Words) -> forms.CharField:
    """A code that a customer reads out."""
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code"}
    return forms.CharField(label=label, required=False, max_length=20, widget=forms.TextInput(attrs=attrs))


class AgreeForm(forms.Form):
    """The tick under the text that somebody agreed to. Each language has a tick of its own under its text: only that of the language
    chosen counts."""

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

    def __init__(self, data: Any = None, *, texts: list[ConsentText], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["consent"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        field.choices = [(f"{text.language}:{text.version}", text.text) for text in texts]

    @property
    def agreed(self) -> tuple[str, int | None]:
        """The language chosen, and the version ticked in it; a tick under a text in another language is none."""
        language, ticked = self.cleaned_data.get("language") or "", self.cleaned_data.get("consent") or []
        versions = [int(version) for of, _, version in (tick.partition(":") for tick in ticked) if of == language]
        return language, versions[0] if versions else None

    def tell(self, no: Refused) -> None:
        """Show a refusal at the fields it names, beside the main act where it names none."""
        for error in no.errors:
            place = (error.field or "").removeprefix("customer.")
            self.add_error(place if place in self.fields else None, error.message)


class WordForm(AgreeForm):
    """What the holder says to the consent to their plan, with their code."""

    otp = code_field(gettext_lazy("Code from the customer's phone"))
