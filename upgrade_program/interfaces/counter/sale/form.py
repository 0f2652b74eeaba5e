"""The form of a new sale. It reads; the domain judges, and each refusal comes back to the field that caused it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from stores.states import STATE_CHOICES
from upgrade_program.billing.services import Tender
from upgrade_program.customers.enums import Language
from upgrade_program.interfaces.counter.language import Words
from upgrade_program.interfaces.counter.sale.fields import RupeesField
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.orders import SaleOrder

# Where the domain's fields stand on the page.
_PLACES = {
    "sku": "device",
    "phone_invoice.number": "bill_number",
    "phone_invoice.price": "bill_price",
    "phone_invoice.date": "bill_date",
    "customer.mobile": "mobile",
    "customer.name": "name",
    "customer.email": "email",
    "customer.language": "language",
    "customer.gstin": "gstin",
    "customer.address": "address",
    "customer.consent": "consent",
    "customer.consent.loyalty_text_version": "loyalty",
    "payments": "cash",
}
# And what is told there wherever it stood.
_CODES = {
    **dict.fromkeys(("points_insufficient", "points_over_share", "points_below_minimum"), "points"),
    **dict.fromkeys(("otp_wrong", "otp_expired", "otp_limit", "otp_not_needed"), "points_code"),
}
_METHODS = {"cash": "", "upi": "utr", "card": "card_reference", "points": ""}
_RARE = ("imei2", "bill_date", "reason", "email", "gstin", "address", "place_of_supply")
_UNSENT = ("csrfmiddlewaretoken", "act")


def _text(label: Words, longest: int = 120, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


def _number(label: Words, longest: int = 40) -> forms.CharField:
    return _text(label, longest, inputmode="numeric", **{"class": "tracking-wide"})


def _hidden(longest: int = 64) -> forms.CharField:
    return forms.CharField(required=False, max_length=longest, widget=forms.HiddenInput)


class SaleForm(forms.Form):
    """Every field of a sale. Nothing is required here: the domain reports all that is missing or wrong together."""

    device = _text(gettext_lazy("Phone being bought"), 80, spellcheck="false")
    sku = _hidden(80)
    imei = _number("IMEI")
    bill_number = _text(gettext_lazy("Phone's bill number"), spellcheck="false")
    bill_price = RupeesField(label=gettext_lazy("Price on the bill"))
    imei2 = _number(gettext_lazy("Second IMEI"))
    bill_date = forms.DateField(
        label=gettext_lazy("Earlier bill date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = _text(gettext_lazy("Why it is sold later"), 200)
    mobile = _number(gettext_lazy("Mobile"))
    name = _text(gettext_lazy("Name"), 200, spellcheck="false")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices, required=False)
    consent = forms.BooleanField(label=gettext_lazy("Consent"), required=False)
    loyalty = forms.BooleanField(label=gettext_lazy("Loyalty programme"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        error_messages={"invalid": gettext_lazy("This is no e-mail address. Correct it, or leave it empty.")},
    )
    gstin = _text(gettext_lazy("Buyer's GSTIN"), 20, autocapitalize="characters", spellcheck="false")
    address = _text(gettext_lazy("Buyer's address"), 200)
    place_of_supply = forms.ChoiceField(
        label=gettext_lazy("Place of supply"), choices=[("", gettext_lazy("This store's state")), *STATE_CHOICES], required=False
    )
    cash = RupeesField(label=gettext_lazy("Cash"))
    upi = RupeesField(label="UPI")
    utr = _number(gettext_lazy("UTR of the UPI payment"))
    card = RupeesField(label=gettext_lazy("Card"))
    card_reference = _text(gettext_lazy("Last four, approval code"), 40)
    points = RupeesField(label=gettext_lazy("Paid with points"))
    points_code = _number(gettext_lazy("Code from the member's phone"), 20)
    consent_version = _hidden()
    consent_language = _hidden()
    loyalty_version = _hidden()
    loyalty_language = _hidden()
    loyalty_member = _hidden(1)
    expected_price = _hidden()
    expected_terms = _hidden(9)
    seen_warning = _hidden(8)
    key = _hidden(255)

    def __init__(self, data: Any = None, *, actor: Actor, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, "language": Language.ENGLISH.value, **(initial or {})})
        if not self.is_bound:
            self.fields["device"].widget.attrs["autofocus"] = True
        if actor.role is not Role.MANAGER:
            # Only a manager sells for an earlier date (smart-upgrade section 4.3); the domain refuses it too.
            del self.fields["bill_date"], self.fields["reason"]

    @classmethod
    def looked_at(cls, data: Mapping[str, Any], *, actor: Actor) -> SaleForm:
        """The form with everything typed so far and no judgement passed yet."""
        return cls(actor=actor, initial={name: value for name, value in data.items() if value})

    def typed(self, name: str) -> str:
        """A field as it stands on the page, without the one sign that no text of the database may hold."""
        if name not in self.fields:
            return ""
        value = self[name].value()
        return "" if value is None else str(value).replace("\x00", "").strip()

    def amount(self, name: str) -> Decimal:
        """An amount field in rupees; nothing where it is empty or cannot be read."""
        return _amount(self.fields[name], self.typed(name))

    def tenders(self) -> dict[str, Tender]:
        """What is handed over, by the name of the amount field, in the order of the page."""
        return {
            method: Tender(method, self.amount(method), self.typed(reference) if reference else "")
            for method, reference in _METHODS.items()
            if self.amount(method)
        }

    @property
    def bill_day(self) -> date | None:
        """The earlier bill date, if a readable one is typed."""
        if "bill_date" not in self.fields:
            return None
        try:
            day: date | None = self.fields["bill_date"].to_python(self.typed("bill_date"))
        except forms.ValidationError:
            return None
        return day

    @property
    def shown_price(self) -> Decimal | None:
        """The price the page showed when it was sent."""
        return _amount(RupeesField(), self.typed("expected_price")) or None

    @property
    def shown_terms(self) -> int | None:
        """The version of the terms whose values the page showed when it was sent."""
        return _whole(self.typed("expected_terms"))

    @property
    def more_open(self) -> bool:
        """Whether anything stands, or is wrong, in the fields most sales do not need."""
        return any(self.typed(name) or (self.is_bound and name in self.errors) for name in _RARE)

    @property
    def sent(self) -> dict[str, Any]:
        """What one press of the button sends, for telling a repeated request from another one."""
        return {name: value for name, value in self.data.items() if name not in _UNSENT}

    def order(self, *, sku: str) -> SaleOrder:
        """The order as typed; what cannot be read stands as nothing, which the domain refuses in its own words."""
        tenders = list(self.tenders().values())
        return SaleOrder(
            imei=self.typed("imei"),
            imei2=self.typed("imei2"),
            sku=sku,
            phone_invoice_number=self.typed("bill_number"),
            phone_invoice_price=self.amount("bill_price"),
            phone_invoice_date=self.bill_day,
            reason=self.typed("reason"),
            customer_name=self.typed("name"),
            customer_mobile=self.typed("mobile"),
            customer_email=self.cleaned_data.get("email") or "",
            customer_language=self.cleaned_data.get("language") or Language.ENGLISH.value,
            customer_gstin=self.typed("gstin"),
            customer_address=self.typed("address"),
            place_of_supply=self.cleaned_data.get("place_of_supply") or "",
            consent_version=self._agreed("consent"),
            loyalty_consent_version=self._agreed("loyalty"),
            expected_price=self.shown_price or sum((tender.amount for tender in tenders), ZERO),
            expected_terms=self.shown_terms,
            tenders=tenders,
        )

    def _agreed(self, name: str) -> int | None:
        """The version of a text that was ticked, if it is one."""
        return _whole(self.typed(f"{name}_version")) if self.cleaned_data.get(name) else None

    def tell(self, no: Refused) -> None:
        """Show a refusal at the fields it names, beside the main act where it names none; a field keeps its first sentence."""
        for error in no.errors:
            place = _CODES.get(error.code) or self._place_of(error.field)
            if place is None or place not in self.errors:
                self.add_error(place, error.message)

    def say(self, name: str | None, sentence: str) -> None:
        """A sentence of the page's own at a field that has none yet."""
        if name is None or name not in self.errors:
            self.add_error(name, sentence)

    def _place_of(self, field: str | None) -> str | None:
        if field is None:
            return None
        if field.startswith("payments."):
            _, place, part = field.split(".", 2)
            method = list(self.tenders())[int(place)]
            return _METHODS[method] if part == "reference" and _METHODS[method] else method
        place = _PLACES.get(field, field)
        return place if place in self.fields and not self.fields[place].widget.is_hidden else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() else None


def _amount(field: forms.Field, text: str) -> Decimal:
    try:
        amount: Decimal | None = field.clean(text)
    except forms.ValidationError:
        return ZERO
    return amount or ZERO
