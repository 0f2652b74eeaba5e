"""A small trade for the books: three sales in two states, a membership, a redemption, and a cancellation in the next month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from stores.gstin import gstin_for
from tests.factories.billing import cash
from tests.factories.claims import offered, old_plan, settled
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY, sellable, sold
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.reporting.finance.months import month_of
from upgrade_program.usecases.cancel import cancel
from upgrade_program.usecases.membership import sell_membership

JUNE = datetime(2027, 6, 2, 6, 12, tzinfo=UTC)
LATER = date(2027, 7, 1)
MAY, IN_JUNE = month_of(TODAY, today=LATER), month_of(JUNE.date(), today=LATER)
BUSINESS = gstin_for("27AAPFU0939F1Z")


def trade(*, clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    """A consumer and a business of Maharashtra buy in Delhi, a consumer in Mumbai; the first gives the phone back in June. A plan of
    November is redeemed in Delhi, and a member buys six months there."""
    phone = sellable()
    first = sold(actor=clerk, variant=phone)
    business = {"customer_gstin": BUSINESS, "customer_address": "4 Link Road, Mumbai", "place_of_supply": "27"}
    sold(actor=clerk, variant=phone, customer_name="Meena Joshi", **business)
    sold(actor=other_clerk, variant=phone)
    settled(offered(old_plan(actor=clerk, variant=phone), actor=clerk), actor=clerk)
    asha = member(name="Asha Rao")
    sell_membership(actor=clerk, customer_id=asha.pk, months=6, expected_price=Decimal(150), tenders=[cash(150)], at=AT, on=TODAY)
    cancel(actor=manager, number=first.number, reason="Phone came back", at=JUNE, on=JUNE.date(), ground=Ground.PHONE_RETURNED)
    while deliver_due(at=JUNE):
        pass
