"""What a plan on a phone would promise: one set of figures for the counter's quote, the customer's estimate and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from upgrade_program.catalog.queries import Offer, srp_on
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.queries import terms_in_force
from upgrade_program.plans.refusals import BillDateBeforeStart, BillDateFuture
from upgrade_program.plans.terms import DatedTier, Promise, last_day, tier_table, value_base

PROGRAMME_START = date(2020, 11, 5)
FIELD = "phone_invoice.date"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The SRP of the bill date (rupees), the dated tiers and the last day, as a plan sold on that bill would freeze them."""

    srp: Decimal
    promise: Promise
    tiers: tuple[DatedTier, ...]
    last_day: date


def check_bill_date(day: date, *, offer: Offer, on: date, field: str = FIELD) -> None:
    """Refuses days in the future, before the programme began (5 Nov 2020) and before the model came out (smart-upgrade section 4.3)."""
    if day > on:
        raise BillDateFuture(field=field, day=day_text(day))
    if day < PROGRAMME_START:
        raise BillDateBeforeStart(field=field, day=day_text(day), start=day_text(PROGRAMME_START), what="the programme began")
    if day < offer.launch_date:
        raise BillDateBeforeStart(field=field, day=day_text(day), start=day_text(offer.launch_date), what="this model came out")


def srp_of(offer: Offer, *, bill_date: date) -> Decimal:
    """The SRP in force on the bill date; refuses (`no_srp`) a day without one."""
    if bill_date == offer.on and offer.srp is not None:
        return offer.srp
    return srp_on(variant_id=offer.variant_id, day=bill_date)


def estimate(offer: Offer, *, bill_date: date, on: date, field: str = FIELD) -> Estimate:
    """The dated values of a phone bought on a day, whether or not its plan can be sold; refuses as `check_bill_date` and `srp_of` do."""
    check_bill_date(bill_date, offer=offer, on=on, field=field)
    srp = srp_of(offer, bill_date=bill_date)
    _, terms = terms_in_force(on=bill_date)
    base = value_base(terms, srp=srp, phone_price=srp)
    return Estimate(
        srp=srp,
        promise=Promise(terms=terms, bill_date=bill_date, base=base),
        tiers=tuple(tier_table(terms, bill_date=bill_date, base=base)),
        last_day=last_day(terms, bill_date=bill_date),
    )
