"""The forms of the cash drawer. They read and add up; the domain judges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.services.drawer import NOTES, sum_of_notes
from upgrade_program.interfaces.counter.language import Words
from upgrade_program.interfaces.counter.sale.fields import RupeesField
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.wording import rupees_text

_PLACES = {"opening": "total", "counted": "total"}  # where the domain's fields stand on the page


def _reason(label: Words) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class DrawerForm(forms.Form):
    """A form sent once: its key tells a second press from a second act."""

    key = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix, initial={"key": uuid4().hex})

    @property
    def sent(self) -> dict[str, str]:
        """What one press of the button sends, for telling a repeated request from another one."""
        return {name: str(self[name].value()) for name in self.fields}

    def tell(self, no: Refused) -> None:
        """Show a refusal at the field it names, or by the button."""
        for error in no.errors:
            place = _PLACES.get(error.field or "", error.field)
            self.add_error(place if place in self.fields else None, error.message)


class CashForm(DrawerForm):
    """Cash as it was counted: note by note, or as one sum. With both, they must agree."""

    coins = RupeesField(label=gettext_lazy("Coins, ₹"))
    total = RupeesField(label=gettext_lazy("Cash in the drawer"))

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        for value in NOTES:
            self.fields[f"n{value}"] = forms.IntegerField(
                label=f"₹{value}", required=False, min_value=0, max_value=9999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
            self.fields[f"n{value}"].widget.attrs.update({"autocomplete": "off", "class": "text-right", "data-note": str(value)})
        self.fields["coins"].widget.attrs["data-note"] = "1"
        self.fields["total"].widget.attrs["data-total"] = True
        self.order_fields([*(f"n{value}" for value in NOTES), "coins", "total", "key"])

    @property
    def notes(self) -> list[forms.BoundField]:
        return [self[f"n{value}"] for value in NOTES]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        notes = {value: given[f"n{value}"] for value in NOTES if given.get(f"n{value}") is not None}
        by_notes = sum_of_notes(notes, coins=given.get("coins") or ZERO)
        total = given.get("total")
        if self.errors:
            return given
        if total is None and not notes and given.get("coins") is None:
            self.add_error("total", _("Nothing is counted yet. Type how many notes there are, or the sum; 0 when the drawer is empty."))
        elif total is not None and by_notes and total != by_notes:
            self.add_error(
                "total",
                _("The notes and coins come to %(by_notes)s. Correct one of them, or clear the sum.") % {"by_notes": rupees_text(by_notes)},
            )
        given["cash"] = by_notes if total is None else total
        return given

    @property
    def cash(self) -> Decimal:
        cash: Decimal = self.cleaned_data["cash"]
        return cash


class MoveForm(DrawerForm):
    """Cash that is put in or taken out by hand."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happens"),
        choices=[(kind.value, gettext_lazy(kind.label)) for kind in MoveKind],
        initial=MoveKind.BANK.value,
        widget=forms.RadioSelect,
    )
    amount = RupeesField(label=gettext_lazy("Amount"))
    reason = _reason(gettext_lazy("What for, in a few words"))

    def clean_amount(self) -> Decimal:
        return self.cleaned_data["amount"] or ZERO


class CloseForm(DrawerForm):
    """Closing, with the reason of a difference."""

    reason = _reason(gettext_lazy("Reason of a difference"))
