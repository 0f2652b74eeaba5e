"""The forms of the till: unlocking it, and one's PIN."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from upgrade_program.interfaces.counter.language import Words

_SECRET = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _pin_field(label: Words, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        strip=True,
        max_length=12,
        widget=forms.PasswordInput(attrs=_SECRET | {"inputmode": "numeric", "autocomplete": "off"} | attrs),
    )


class UnlockForm(forms.Form):
    """Who is here now, and a PIN, or password and code."""

    who = forms.TypedChoiceField(label=gettext_lazy("Who is here?"), coerce=int, widget=forms.RadioSelect)
    pin = _pin_field("PIN")
    password = forms.CharField(
        label=gettext_lazy("Password"), required=False, strip=False, max_length=500, widget=forms.PasswordInput(attrs=_SECRET)
    )
    code = forms.CharField(
        label=gettext_lazy("Code of your authenticator app, if you have one"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=_SECRET | {"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    back = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, people: list[tuple[int, str]], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, prefix="till")
        field = self.fields["who"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  declared above
        field.choices = people

    @property
    def by_password(self) -> bool:
        """Whether the second half of the form is the one to show: something stands there or is asked for there."""
        return any(name in self.errors for name in ("password", "code"))


class PinForm(forms.Form):
    """One's new PIN, twice, and the password to show whose it is."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs=_SECRET | {"autocomplete": "current-password"}),
    )
    pin = _pin_field(gettext_lazy("New PIN, 4 to 6 digits"))
    again = _pin_field(gettext_lazy("The same PIN again"))
