"""The forms of paid membership, sold and taken back. They read; the domain judges, and each refusal comes to the field that caused it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.programme.rules import Programme
from stores.states import STATE_CHOICES
from upgrade_program.billing.services import Tender
from upgrade_program.interfaces.counter.reward_forms import CounterForm
from upgrade_program.interfaces.counter.sale.fields import RupeesField
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.usecases.membership import TAKEN, BilledTo

# Where the domain's fields stand on the page.
_PLACES = {"payments.0.reference": "reference", "payments.0.method": "paid_by"}
_UNSENT = ("csrfmiddlewaretoken",)
_BUYER = ("gstin", "address", "place_of_supply")


class MembershipForm(forms.Form):
    """How many months, and how they are paid. `price` is a month's as it was shown; `key` makes a second press the same act."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("For how many months? Choose one."),
            "invalid_choice": gettext_lazy("This is not sold. Choose one of these."),
        },
    )
    # Not "method": a control of that name hides the form's own from the scripts of the page.
    paid_by = forms.ChoiceField(
        label=gettext_lazy("Paid"),
        choices=[(method.value, gettext_lazy(method.label)) for method in TAKEN],
        widget=forms.RadioSelect,
        initial=TAKEN[0].value,
        error_messages={
            "required": gettext_lazy("How is it paid? Choose one."),
            "invalid_choice": gettext_lazy("Choose cash, UPI or card."),
        },
    )
    reference = forms.CharField(
        label=gettext_lazy("UTR, or last four and approval code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("UPI: the 12 digits of the UTR. Card: last four digits, approval code. Cash: nothing."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    gstin = forms.CharField(
        label=gettext_lazy("Buyer's GSTIN"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Buyer's address"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    place_of_supply = forms.ChoiceField(
        label=gettext_lazy("Place of supply"), choices=[("", gettext_lazy("This store's state")), *STATE_CHOICES], required=False
    )
    price = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        super().__init__(data, initial={"key": uuid4().hex, "price": f"{programme.membership_price:.2f}"})
        self.programme = programme
        field = self.fields["months"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  declared above
        field.choices = [(months, self._words(months)) for months in programme.membership_months]

    @property
    def expected(self) -> Decimal:
        """What the customer was shown for the months chosen, in rupees."""
        try:
            shown = RupeesField().clean(self.cleaned_data["price"])
        except forms.ValidationError:
            return ZERO
        months: int = self.cleaned_data["months"]
        return Decimal(shown or 0) * months

    @property
    def tenders(self) -> list[Tender]:
        """What is handed over, in one part; nothing where nothing is asked for."""
        said = self.cleaned_data
        return [Tender(said["paid_by"], self.expected, said["reference"])] if self.expected else []

    @property
    def billed_to(self) -> BilledTo:
        """What a registered buyer's invoice says besides the name."""
        return BilledTo(**{name: self.cleaned_data[name] for name in _BUYER})

    @property
    def buyer_open(self) -> bool:
        """Whether the buyer's particulars stand open on the page: something is typed there, or wrong."""
        return any(self[name].value() or self[name].errors for name in _BUYER)

    @property
    def sent(self) -> dict[str, Any]:
        """What one press of the button sends, for telling a repeated request from another one."""
        return {name: value for name, value in self.data.items() if name not in _UNSENT}

    def tell(self, no: Refused) -> None:
        """The refusal at its field, or above the buttons where the form has no such field."""
        for error in no.errors:
            place = _PLACES.get(error.field or "", error.field)
            self.add_error(place if place in self.fields else None, error.message)

    def show_price(self) -> None:
        """The price in force stands on the page from now on: what is sent next was told."""
        self.data = {name: self.data[name] for name in self.data} | {"price": f"{self.programme.membership_price:.2f}"}

    def _words(self, months: int) -> str:
        count = _("1 month") if months == 1 else _("%(months)s months") % {"months": months}
        return f"{count}, {rupees_text(self.programme.membership_price_of(months))}"


class MembershipBackForm(CounterForm):
    """Why months are taken back; which, by the day they begin on, as the page showed them."""

    first_day = forms.DateField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason, in a few words"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> None:
        """What is wrong with a field that nobody sees is told above the buttons."""
        if self.errors.pop("first_day", None):
            self.add_error(None, _("These months are not known. Open this page anew."))
