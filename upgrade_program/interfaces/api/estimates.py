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


def estimate(*, sku: str, bill_date: date | None, at: datetime) -> tuple[Offer, Decimal | None, list[DatedTier]]:
    """The offer of a SKU now, its SRP on the bill date and the tiers these give; none for one outside
    the programme, stopped or without SRP.

    Without a bill date it is today's. Refuses an unknown SKU (`invalid`) and days on which no plan's dates could begin.
    """
    on = local_day(at)
    offer = offer_for(sku=sku, at=at)
    try:
        found = plans.estimate(offer, bill_date=bill_date or on, on=on, field="bill_date")
    except NoSrp:
        return offer, None, []
    return offer, found.srp, [] if offer.reason == WhyNot.NOT_ELIGIBLE else list(found.tiers)
