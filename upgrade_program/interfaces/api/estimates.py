"""A device and a bill date, valued as a plan sold on it would be."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from stores.clock import local_day
from upgrade_program.catalog.enums import WhyNot
from upgrade_program.catalog.queries import Offer, offer_for
from upgrade_program.catalog.refusals import NoSrp
from upgrade_program.plans import estimate as plans
from upgrade_program.plans.terms import DatedTier


def estimate(*, sku: str, bill_date: date | None, at: datetime) -> tuple[Offer, Decimal | None, int | None, list[DatedTier]]:
    """The offer of a SKU now, its SRP on the bill date, the version of the terms and the tiers these give; no version
    and no tiers for one outside the programme, stopped or without SRP.

    Without a bill date it is today's. Refuses an unknown SKU (`invalid`) and days on which no plan's dates could begin.
    """
    on = local_day(at)
    offer = offer_for(sku=sku, at=at)
    try:
        found = plans.estimate(offer, bill_date=bill_date or on, on=on, field="bill_date")
    except NoSrp:
        return offer, None, None, []
    if offer.reason == WhyNot.NOT_ELIGIBLE:
        return offer, found.srp, None, []
    return offer, found.srp, found.promise.terms.version, list(found.tiers)
