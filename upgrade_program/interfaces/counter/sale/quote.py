"""What the plan on a phone costs and promises, shown before anything is sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stores.models import Store
from upgrade_program.billing.queries import tax_rule_on
from upgrade_program.billing.tax import TaxSplit, split_fee
from upgrade_program.billing.wording import TaxLine, tax_lines
from upgrade_program.catalog.queries import Offer, search_offers
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.estimate import estimate
from upgrade_program.plans.terms import DatedTier

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """One phone with its price, its dated values and the tax inside the price; `refusal` says why it cannot be sold.

    `terms` is the version of the terms that the values follow.
    """

    offer: Offer
    bill_date: date
    price: Decimal | None = None
    srp: Decimal | None = None
    tiers: tuple[DatedTier, ...] = ()
    terms: int | None = None
    tax: tuple[TaxLine, ...] = ()
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What a typed device leads to: the one phone meant, or those to choose from."""

    chosen: Offer | None
    choices: tuple[Offer, ...] = ()


def search_device(*, text: str, sku: str, at: datetime) -> Search:
    """The phone of `sku` if the text still fits it, else the one phone the text names; several are offered to choose from."""
    if not text.strip():
        return Search(chosen=None)
    choices = tuple(search_offers(q=text, at=at, limit=MOST_CHOICES))
    named = [offer for offer in choices if offer.label.casefold() == text.strip().casefold()]
    picked = [offer for offer in choices if offer.sku == sku]
    if named:
        return Search(chosen=named[0])
    if len(choices) == 1:
        return Search(chosen=choices[0])
    return Search(chosen=picked[0] if picked else None, choices=choices)


def quote_for(offer: Offer, *, store: Store, bill_date: date, place_of_supply: str, on: date) -> Quote:
    """The quote of an offer for a bill date; an offer that cannot be sold comes back with its refusal and no figures."""
    try:
        offer.require_sellable()
        found = estimate(offer, bill_date=bill_date, on=on)
        split = _split(offer.plan_price, store=store, place_of_supply=place_of_supply, on=on)
    except Refused as no:
        return Quote(offer=offer, bill_date=bill_date, refusal=no)
    lines = tax_lines(rate=split.rate, amounts={name: getattr(split, name) for name in ("cgst", "sgst", "utgst", "igst")}) if split else ()
    return Quote(
        offer=offer,
        bill_date=bill_date,
        price=offer.plan_price,
        srp=found.srp,
        tiers=found.tiers,
        terms=found.promise.terms.version,
        tax=tuple(lines),
    )


def _split(fee: Decimal | None, *, store: Store, place_of_supply: str, on: date) -> TaxSplit | None:
    if fee is None:
        return None
    return split_fee(fee, rate=tax_rule_on(on=on).rate, home_state=store.state, place_of_supply=place_of_supply)
