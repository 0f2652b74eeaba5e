"""What narrows the lists of the back room: a store, a month, a span of days, a kind. They read; the domain judges."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stores.models import Store
from upgrade_program.buyback.enums import Mark, Owed
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.estimate import PROGRAMME_START

KINDS = {
    Owed.FEE: gettext_lazy("Fee of a plan sold"),
    Owed.FEE_RETURNED: gettext_lazy("Fee given back"),
    Owed.EXCHANGE: gettext_lazy("Exchange given"),
    Owed.EXCHANGE_REVERSED: gettext_lazy("Exchange taken back"),
}
STANDING_WORDS = {"open": gettext_lazy("Open"), Mark.DISPUTED.value: gettext_lazy("Disputed"), Mark.SETTLED.value: gettext_lazy("Settled")}
MARK_WORDS = {Mark.DISPUTED: gettext_lazy("Dispute"), Mark.SETTLED: gettext_lazy("Settle"), Mark.REOPENED: gettext_lazy("Reopen")}
LONGEST = 366  # days in one register
_KEY = re.compile(r"[0-9]{1,18}")


class StoreForm(forms.Form):
    """The store, for those who see more than one."""

    store = forms.ChoiceField(label=gettext_lazy("Store"), required=False)

    def __init__(self, data: Any, *, stores: list[Store]) -> None:
        super().__init__(data)
        field = self.fields["store"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(store.code, str(store)) for store in stores]
        if len(stores) < 2:
            field.widget = forms.HiddenInput()


class StatementForm(StoreForm):
    """A month, and what of it; what cannot be read counts as not given, and says so at its field."""

    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$",
        label=gettext_lazy("Month"),
        required=False,
        widget=forms.DateInput(attrs={"type": "month"}),
        error_messages={"invalid": gettext_lazy("This is no month; write it as 2027-05. Below is this month.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("For"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *((kind.value, words) for kind, words in KINDS.items())],
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Mark"), required=False, choices=[("", gettext_lazy("Every mark")), *STANDING_WORDS.items()]
    )

    def __init__(self, data: Any, *, stores: list[Store], today: date) -> None:
        super().__init__(data, stores=stores)
        self.today = today
        self.full_clean()

    @property
    def first(self) -> date:
        """The month's first day."""
        text: str = self.cleaned_data.get("month") or f"{self.today:%Y-%m}"
        return date(int(text[:4]), int(text[5:]), 1)

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def narrowed(self) -> bool:
        return bool(self.cleaned_data.get("kind") or self.cleaned_data.get("standing"))

    @property
    def asked(self) -> dict[str, Any]:
        """What the statement is asked for."""
        kind = self.cleaned_data.get("kind")
        return {
            "first": self.first,
            "last": self.last,
            "kinds": [kind] if kind else [],
            "standing": self.cleaned_data.get("standing") or "",
        }


class RegisterForm(StoreForm):
    """A span of days, this month so far unless told; at most a year and not beyond today."""

    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Through"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, stores: list[Store], today: date) -> None:
        super().__init__(data, stores=stores)
        self.today = today
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        last = given.get("last") or self.today
        first = given.get("first") or last.replace(day=1)
        if not PROGRAMME_START <= first <= last <= self.today:
            raise forms.ValidationError(_("These days do not follow one another, or are still to come. Below is this month."))
        if (last - first) > timedelta(days=LONGEST):
            raise forms.ValidationError(_("A register shows at most a year at once. Below is this month."))
        return given | {"first": first, "last": last}

    @property
    def span(self) -> tuple[date, date]:
        """First and last day; this month so far where the form makes no sense."""
        if self.errors:
            return self.today.replace(day=1), self.today
        return self.cleaned_data["first"], self.cleaned_data["last"]


class ActForm(forms.Form):
    """A form sent once about chosen rows: its key tells a second press from a second act."""

    key = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    row = forms.TypedMultipleChoiceField(label=gettext_lazy("Chosen"), coerce=int, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})
        # Whatever rows were sent: whether they may be acted on is for the domain to say.
        sent = [text for text in data.getlist("row") if _KEY.fullmatch(text)] if data is not None else []
        field = self.fields["row"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  declared above
        field.choices = [(text, text) for text in sent]
        field.error_messages["invalid_choice"] = _("Something else than rows of the list was sent. Load the page again.")

    @property
    def ticked(self) -> set[str]:
        return set(self["row"].value() or [])

    @property
    def sent(self) -> dict[str, str]:
        """What one press of the button sends, for telling a repeated request from another one."""
        return {name: str(self[name].value()) for name in self.fields}

    def tell(self, no: Refused) -> None:
        """Show a refusal at the field it names, or by the button."""
        for error in no.errors:
            self.add_error(error.field if error.field in self.fields and error.field != "key" else None, error.message)


class MarkForm(ActForm):
    """What is said of the chosen entries."""

    mark = forms.ChoiceField(label=gettext_lazy("What they are"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Why, in a few words"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, marks: list[Mark]) -> None:
        super().__init__(data)
        field = self.fields["mark"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(mark.value, MARK_WORDS[mark]) for mark in marks]
        if marks:
            self.initial["mark"] = marks[0].value


class HandoverForm(ActForm):
    """Who takes the chosen phones, and how many were counted into their hands."""

    taken_by = forms.CharField(
        label=gettext_lazy("Who picks them up"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reference = forms.CharField(
        label=gettext_lazy("Pick-up number, if there is one"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    counted = forms.IntegerField(
        label=gettext_lazy("Phones counted by hand"),
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Count the phones into the hands of who takes them, and type how many there are.")},
    )
