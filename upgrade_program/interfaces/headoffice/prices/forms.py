"""What is typed at the pricing desk: new prices in the rows, an instant and a reason for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from stores.clock import STORE_TIME
from upgrade_program.catalog.enums import PROGRAMME_BRANDS
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.catalog.price_rules import Rule
from upgrade_program.catalog.services import NewPrice
from upgrade_program.interfaces.headoffice.file_form import FileForm

_CELL = re.compile(r"price-([0-9]{1,18})")
_ORNAMENT = str.maketrans("", "", "₹, \u00a0")


class ChangeForm(forms.Form):
    """From when, and why."""

    from_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    from_time = forms.TimeField(label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label="Reason", max_length=300)

    def from_at(self) -> datetime:
        """The instant in India."""
        return datetime.combine(self.cleaned_data["from_day"], self.cleaned_data["from_time"], tzinfo=STORE_TIME)


class ImportForm(FileForm, ChangeForm):
    """New prices in a file."""

    field_order = ("file", "text", "from_day", "from_time", "reason")


class FillForm(forms.Form):
    """A rule that fills in the rows shown."""

    rule = forms.ChoiceField(
        label="Rule",
        choices=[
            (Rule.SHARE.value, "% of SRP, down to the next 9"),
            (Rule.PERCENT.value, "% up or down"),
            (Rule.AMOUNT.value, "₹ up or down"),
        ],
    )
    figure = forms.DecimalField(label="Figure", max_digits=9, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


class DecisionForm(forms.Form):
    """A word to the decision; a no needs one."""

    note = forms.CharField(label="Note (a rejection needs one)", max_length=200, required=False)


class StopForm(forms.Form):
    """Which model, and why."""

    model = forms.ModelChoiceField(label="Model", queryset=DeviceModel.objects.none(), empty_label="Choose a model")
    reason = forms.CharField(label="Reason", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = DeviceModel.objects.filter(brand__in=PROGRAMME_BRANDS).order_by("name")  # type: ignore[attr-defined]  # declared above as a field of choices


class LiftForm(forms.Form):
    """A word to one stop: why it may be lifted, or a note to the decision."""

    said = forms.CharField(label="Why it may be sold again", max_length=200, required=False)


@dataclass(frozen=True, slots=True)
class Cells:
    """What was typed into the cells, by model: texts as they came, rows that can be read, and a sentence for those that cannot."""

    typed: dict[int, str]
    rows: list[NewPrice]
    faults: dict[int, str]


def read_cells(sent: Mapping[str, Any]) -> Cells:
    """The cells with something in them; ₹, commas and blanks in a figure are passed over."""
    cells = Cells({}, [], {})
    for name, value in sent.items():
        found = _CELL.fullmatch(name)
        text = str(value).strip()
        if found is None or not text:
            continue
        model = int(found[1])
        cells.typed[model] = text
        seen = str(sent.get(f"seen-{model}", ""))
        try:
            amount = Decimal(text.translate(_ORNAMENT))
            cells.rows.append(NewPrice(model_id=model, amount=amount, seen_id=int(seen[:18]) if seen else None))
        except (InvalidOperation, ValueError):
            cells.faults[model] = "This is not an amount. Type rupees, such as 529."
    return cells
