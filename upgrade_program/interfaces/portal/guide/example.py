"""The honest table: what a plan on a phone sold today would bring, and when it brings less or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stores.clock import local_day
from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.valuation import worth
from upgrade_program.catalog.queries import Offer, search_offers
from upgrade_program.plans.estimate import Estimate, estimate
from upgrade_program.plans.queries import check_titles, terms_in_force


@dataclass(frozen=True, slots=True)
class Example:
    """A phone bought today with a plan: its dated values, and one fault with what it leaves of the first value (rupees)."""

    offer: Offer
    figures: Estimate
    fault: str
    fault_percent: int
    left: Decimal


def example_of(*, at: datetime, language: str) -> Example | None:
    """The dearest-scratched case in plain figures, for the first phone that is sold now; None while none is sold.

    The fault is the one that takes off most by the terms in force, so that the table never flatters.
    """
    on = local_day(at)
    offer = next((each for each in search_offers(q="", at=at, limit=1) if each.sellable), None)
    if offer is None:
        return None
    figures = estimate(offer, bill_date=on, on=on)
    number, terms = terms_in_force(on=on)
    first = figures.tiers[0]
    worst = max(terms.checks, key=lambda check: check.major)
    brings = worth(terms.checks, {worst.key: Answer.MAJOR}, percent=first.percent, assured=first.value)
    return Example(
        offer=offer, figures=figures, fault=check_titles(number)[language][worst.key], fault_percent=worst.major, left=brings.payable
    )
