"""What the plan on a phone would be worth: the phone meant by a text, and its dated values for a bill date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from stores.clock import local_day
from upgrade_program.catalog.queries import Offer, offer_for, search_offers
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.estimate import estimate
from upgrade_program.plans.terms import DatedTier, Valuation, assured_value

MOST_CHOICES = 12


class EstimateForm(forms.Form):
    """A phone and the day it was bought; both in the address, so that the answer can be sent to somebody."""

    device = forms.CharField(
        label=_("Your phone"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
        error_messages={"required": _("Type the name of your phone, as Redmi Note 9 Pro.")},
    )
    bill_date = forms.DateField(
        label=_("Date on its bill"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Choose the day printed on the bill.")},
    )
    sku = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One phone as a plan would promise it; `refusal` says why not, and then there are no figures."""

    offer: Offer
    bill_date: date
    srp: Decimal | None = None
    tiers: tuple[DatedTier, ...] = ()
    last_day: date | None = None
    value: Valuation | None = None
    refusal: str = ""


def offers_meant(form: EstimateForm, *, at: datetime) -> list[Offer]:
    """The phones the text may mean: one when it is clear, none when nothing fits."""
    offers = search_offers(q=form.cleaned_data["device"], at=at, limit=MOST_CHOICES)
    picked = [offer for offer in offers if offer.sku == form.cleaned_data["sku"]]
    named = [offer for offer in offers if offer.label.casefold() == form.cleaned_data["device"].casefold()]
    return picked or named or offers


def estimate_for(sku: str, *, bill_date: date, at: datetime) -> Estimate:
    """The dated values of a phone bought on a day, with the working of today's; the figures a plan sold on that bill would freeze."""
    offer = offer_for(sku=sku, at=at)
    on = local_day(at)
    try:
        found = estimate(offer, bill_date=bill_date, on=on)
    except Refused as no:
        return Estimate(offer=offer, bill_date=bill_date, refusal=no.code)
    if not offer.sellable:
        return Estimate(offer=offer, bill_date=bill_date, refusal=str(offer.reason))
    return Estimate(
        offer=offer,
        bill_date=bill_date,
        srp=found.srp,
        tiers=found.tiers,
        last_day=found.last_day,
        value=assured_value(found.promise, on=on),
    )
