"""Sales of the demo that are paid partly with points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from loyalty.spending.codes import CODE_FROM
from loyalty.spending.queries import purse_of
from stores.clock import local_day
from upgrade_program.billing.services import Tender
from upgrade_program.catalog.queries import Offer
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.sell import SaleOrder, sell


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
