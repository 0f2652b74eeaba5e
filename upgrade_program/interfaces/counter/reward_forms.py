"""The forms of rewards and events at the counter. They read; the domain judges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from loyalty.activity.models import Mission
from upgrade_program.interfaces.counter.language import Words
from upgrade_program.kernel.errors import Refused


class CounterForm(forms.Form):
    """A form that shows what the domain says to it. `ids` sets the ids of its fields apart from those of other forms of the page."""

    ids = "id_%s"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=self.ids)

    def tell(self, no: Refused) -> None:
        """The refusal at its field, or above the buttons where the form has no such field."""
        for error in no.errors:
            self.add_error(error.field if error.field in self.fields else None, error.message)


def _text(label: Words, longest: int, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


class CodeForm(CounterForm):
    """The code from the member's phone."""

    otp = _text(gettext_lazy("Code from the member's phone"), 20, inputmode="numeric", autocomplete="one-time-code")


class UseForm(CounterForm):
    """The bill on which a code is taken in; the domain calls it the reason."""

    ids = "use_%s"
    reason = _text(gettext_lazy("Number of the bill"), 60)


class CancelForm(CounterForm):
    """Why a redemption is taken back."""

    ids = "cancel_%s"
    reason = _text(gettext_lazy("Reason, in a few words"), 200)


class GuestForm(CounterForm):
    """Who came."""

    mobile = _text(gettext_lazy("Mobile of the member"), 40, inputmode="tel")


class EventForm(CounterForm):
    """An evening at the store: what it is called, on which day, for how many, and which mission its guests complete."""

    title = _text(gettext_lazy("What it is called"), 60)
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("On which day? Today or later."),
            "invalid": gettext_lazy("Choose a day of the calendar."),
        },
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        help_text=gettext_lazy("How many guests may be entered; empty: no limit."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Type a whole number, or nothing.")},
        max_value=100_000,
    )
    mission = forms.ModelChoiceField(
        label=gettext_lazy("What guests get their points for"),
        queryset=Mission.objects.none(),
        empty_label=None,
        blank=False,
        error_messages={"required": gettext_lazy("Choose a mission."), "invalid_choice": gettext_lazy("Choose a mission from the list.")},
    )

    def __init__(self, data: Any = None, *, missions: QuerySet[Mission]) -> None:
        super().__init__(data)
        field = self.fields["mission"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = missions
