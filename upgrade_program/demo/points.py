"""Points of the demo: what past bills gave to buyers who joined with them, and sales that are paid partly with points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from loyalty.activity.models import NoticeDay
from loyalty.ledger.models import Entry
from loyalty.programme import subscribers
from loyalty.spending.codes import CODE_FROM
from loyalty.spending.queries import purse_of
from stores.clock import local_day, start_of_day
from upgrade_program.billing.services import Tender
from upgrade_program.catalog.queries import Offer
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.sell import SaleOrder, sell

JOINING = timedelta(days=30)  # since when every second buyer joins: as long as a draft of the programme looks back
_HEARD = {
    "plan.sold": subscribers.earn_for_plans_sold,
    "claim.settled": subscribers.earn_for_claims_settled,
    "plan.cancelled": subscribers.take_back_for_plans_cancelled,
    "claim.reversed": subscribers.take_back_for_claims_reversed,
}


def joins(*, day: date, today: date, serial: int) -> bool:
    """Whether the buyer of a sale agrees to the loyalty text besides the plan's."""
    return serial % 2 == 0 and today - JOINING <= day


def earn_for_the_past(*, today: date, at: datetime) -> None:
    """The programme hears of the days gone by, so that a draft has bills to be played on; nobody is told of these points any more."""
    for topic, hear in _HEARD.items():
        news = Message.objects.filter(topic=topic, delivered_at=None, recorded_at__lt=start_of_day(today))
        hear(list(news.order_by("id").values_list("payload", flat=True)), at=at)
    last = Entry.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    NoticeDay.objects.create(day=today, after_entry=0, through_entry=last, done_at=at)


def pay_with_points(
    members: Iterable[tuple[Actor, Customer]], *, offers: list[Offer], imei_of: Callable[[Offer, int], str], first: int, at: datetime
) -> int:
    """Each of these members buys another plan from their clerk and pays with as many points as need no code, the rest in cash.

    `first` is the number of the first sale; says how many were sold.
    """
    sold = 0
    for serial, (clerk, customer) in enumerate(members, start=first):
        offer = offers[serial % len(offers)]
        price = offer.plan_price or Decimal(0)
        purse = purse_of(customer.pk, at=at, bill=price)
        if purse is None or not purse.most:
            continue
        amount = purse.limits.rupees(min(purse.most, CODE_FROM - 1))
        order = SaleOrder(
            imei=imei_of(offer, serial),
            sku=offer.sku,
            phone_invoice_number=f"TP/{serial:04d}",
            phone_invoice_price=offer.srp or Decimal(1),
            customer_name=customer.name,
            customer_mobile=customer.mobile,
            customer_language=customer.language,
            consent_version=1,
            expected_price=price,
            tenders=[Tender(method="cash", amount=price - amount), Tender(method="points", amount=amount)],
        )
        sell(actor=clerk, order=order, at=at, on=local_day(at))
        sold += 1
    return sold
