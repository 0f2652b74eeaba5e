"""The forms of head office's acts on missions, events and boards. They read; the services decide."""

from __future__ import annotations

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from loyalty.activity.models import BoardTerms, Mission, StoreEvent
from stores.desk import DeskForm


def _reason() -> forms.CharField:
    return forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget, help_text="In a few words; it stands in the audit trail.")


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=UnfoldAdminSingleDateWidget, help_text=help_text)


class NewMissionForm(DeskForm):
    first_day = _day("First day", help_text="Today at the earliest.")
    last_day = _day("Last day", required=False, help_text="Empty: until it is ended.")

    class Meta:
        model = Mission
        fields = ["key", "proof", "title", "title_hi", "about", "about_hi", "points", "turn"]


class EndMissionForm(DeskForm):
    last_day = _day("Last day", help_text="Today at the earliest, and earlier than it ends now.")
    reason = _reason()

    class Meta:
        model = Mission
        fields: list[str] = []


class NewEventForm(DeskForm):
    class Meta:
        model = StoreEvent
        fields = ["mission", "store", "title", "on", "seats"]


class Awards(forms.CharField):
    """Points for the first places, as 100, 50, 25."""

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label, required=False, max_length=80, widget=UnfoldAdminTextInputWidget, help_text="As 100, 50, 25.")

    def clean(self, value: str) -> list[int]:
        typed = str(super().clean(value))
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
            raise forms.ValidationError("Write whole numbers with commas between them.")
        return [int(part) for part in parts]


class NewBoardTermsForm(DeskForm):
    from_month = _day("From the month of", help_text="Any day of a month to come.")
    shown = forms.IntegerField(label="Places shown", initial=10, widget=UnfoldAdminIntegerFieldWidget)
    day_awards = Awards(label="Awards by days active")
    point_awards = Awards(label="Awards by points earned")
    reason = _reason()

    class Meta:
        model = BoardTerms
        fields: list[str] = []
