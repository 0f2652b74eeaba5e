"""Fields that read what people type at a till."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

_NOISE = str.maketrans("", "", "₹, \u00a0")


class RupeesField(forms.DecimalField):
    """An amount in rupees: 549, 1,499, ₹41.50; empty is nothing."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Type the amount in rupees, as 549 or 41.50."),
        "max_digits": gettext_lazy("This amount is too large."),
        "max_decimal_places": gettext_lazy("An amount has at most two digits after the point."),
        "max_whole_digits": gettext_lazy("This amount is too large."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=10, decimal_places=2, required=False, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "text-right"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(_NOISE) if isinstance(value, str) else value)
