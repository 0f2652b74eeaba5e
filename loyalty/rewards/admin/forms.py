"""The forms of head office's acts on rewards. They read; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from loyalty.rewards.enums import Kind, Made
from loyalty.rewards.models import GoodsFile, Reward, RewardTerms
from stores.desk import DeskForm


def reason() -> forms.CharField:
    return forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget, help_text="In a few words; it stands in the audit trail.")


def instant(label: str, help_text: str) -> forms.SplitDateTimeField:
    return forms.SplitDateTimeField(label=label, required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text=help_text)


class NewRewardForm(DeskForm):
    class Meta:
        model = Reward
        fields = ["key", "kind", "name", "name_hi", "about", "about_hi", "partner", "percent_off", "made", "needs_membership", "cap"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # What the service decides by itself, decided before Django looks at the laws.
        if cleaned:
            cleaned["made"] = Made.NONE if cleaned.get("kind") == Kind.GOODS else cleaned.get("made")
            cleaned["needs_membership"] = cleaned.get("needs_membership") or cleaned.get("kind") == Kind.REFURBISHED
            cleaned["cap"] = 0 if cleaned["made"] == Made.LIST else cleaned.get("cap")
        return cleaned


class StockForm(DeskForm):
    more = forms.IntegerField(
        label="More pieces", required=False, widget=UnfoldAdminIntegerFieldWidget, help_text="How many more there are; fewer with a minus."
    )
    codes = forms.CharField(
        label="Codes to load", required=False, widget=UnfoldAdminTextareaWidget, help_text="One a line; each is given to one member."
    )
    reason = reason()

    class Meta:
        model = Reward
        fields: list[str] = []


class NewTermsForm(DeskForm):
    from_at = instant("From", "Date and time in India. Empty: as soon as possible.")
    until = instant("Until", "Empty: until other terms follow.")
    reason = reason()

    class Meta:
        model = RewardTerms
        fields = ["reward", "points", "most", "period", "good_days"]


class EndTermsForm(DeskForm):
    until = instant("End at", "Date and time in India; earlier than they end now. Empty: as soon as possible.")
    reason = reason()

    class Meta:
        model = RewardTerms
        fields: list[str] = []


class NewFileForm(DeskForm):
    file = forms.FileField(
        widget=UnfoldAdminFileFieldWidget, help_text="A picture (PNG, JPEG, WebP), a sound (MP3, OGG, WAV) or a ZIP pack, at most 25 MB."
    )

    class Meta:
        model = GoodsFile
        fields = ["reward", "title", "title_hi"]


class WithdrawForm(DeskForm):
    reason = reason()

    class Meta:
        model = GoodsFile
        fields: list[str] = []
