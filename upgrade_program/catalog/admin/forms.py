"""The forms of head office's acts on the catalogue. They read; the services decide."""

from __future__ import annotations

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from stores.desk import DeskForm
from upgrade_program.catalog.models import DeviceModel, Srp, Variant


def _reason() -> forms.CharField:
    return forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget, help_text="In a few words; it stands in the audit trail.")


class EligibilityForm(DeskForm):
    reason = _reason()

    class Meta:
        model = DeviceModel
        fields = ["eligible"]


class NewVariantForm(DeskForm):
    srp = forms.DecimalField(
        label="First SRP, ₹", min_value=0, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget, help_text="In force from the launch on."
    )
    checked = forms.BooleanField(label="SRP is verified", required=False, widget=UnfoldBooleanSwitchWidget)
    reason = _reason()

    class Meta:
        model = Variant
        fields = ["model", "ram_gb", "storage_gb"]


class NewSrpForm(DeskForm):
    from_day = forms.DateField(
        label="From", widget=UnfoldAdminSingleDateWidget, help_text="Tomorrow at the earliest: plans sold today stand on today's SRP."
    )
    reason = _reason()

    class Meta:
        model = Srp
        fields = ["variant", "amount", "checked"]
