"""A device and a bill date, valued as a plan sold on it would be."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from stores.clock import local_day
from upgrade_program.catalog.enums import WhyNot
from upgrade_program.catalog.queries import Offer, offer_for, srp_on
from upgrade_program.catalog.refusals import NoSrp
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.queries import terms_in_force
from upgrade_program.plans.refusals import BillDateBeforeStart, BillDateFuture
from upgrade_program.plans.services.sale import PROGRAMME_START
from upgrade_program.plans.terms import DatedTier, tier_table


def estimate(*, sku: str, bill_date: date | None, at: datetime) -> tuple[Offer, Decimal | None, list[DatedTier]]:
    """The offer of a SKU now, its SRP on the bill date and the tiers these give; none for a device outside the programme or without SRP.

    Without a bill date it is today's. Refuses an unknown SKU (`invalid`) and days on which no plan's dates could begin.
    """
    on = local_day(at)
    day = bill_date or on
    offer = offer_for(sku=sku, at=at)
    if day > on:
        raise BillDateFuture(field="bill_date", day=day_text(day))
    if day < PROGRAMME_START:
        raise BillDateBeforeStart(field="bill_date", day=day_text(day), start=day_text(PROGRAMME_START), what="the programme began")
    if day < offer.launch_date:
        raise BillDateBeforeStart(field="bill_date", day=day_text(day), start=day_text(offer.launch_date), what="this model came out")
    srp = _srp(offer, day=day, on=on)
    if srp is None or offer.reason == WhyNot.NOT_ELIGIBLE:
        return offer, srp, []
    _, terms = terms_in_force(on=day)
    return offer, srp, tier_table(terms, bill_date=day, base=srp)


def _srp(offer: Offer, *, day: date, on: date) -> Decimal | None:
    if day == on:
        return offer.srp
    try:
        return srp_on(variant_id=offer.variant_id, day=day)
    except NoSrp:
        return None
