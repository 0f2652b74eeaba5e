"""Paid membership sold at a counter: the months, the money in the drawer and the tax invoice, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from loyalty.programme.models import Membership
from loyalty.programme.services import buy_membership
from stores.access import require_seller
from stores.models import Store
from upgrade_program.billing.enums import DocumentKind, Method
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.queries import for_actor
from upgrade_program.billing.refusals import PaymentMismatch, ReferenceInvalid
from upgrade_program.billing.services import Buyer, Tender, issue_invoice, open_collection
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, NotFound, Refused, refuse_together
from upgrade_program.kernel.wording import day_text

TAKEN = (Method.CASH, Method.UPI, Method.CARD)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Months that were paid for, first and last day, rupees; the invoice where there is one that the actor may see."""

    membership: Membership
    invoice: TaxDocument | None

    @property
    def last_day(self) -> date:
        last: date = self.membership.days.upper - timedelta(days=1)
        return last


def sell_membership(
    *, actor: Actor, customer_id: int, months: int, expected_price: Decimal, tenders: Sequence[Tender], at: datetime, on: date
) -> Membership:
    """Sell months of paid membership: they follow what is prepaid, the money is received at the store, the invoice issued with it.

    `expected_price` is what the customer was shown for all months, in rupees with GST inside; the invoice charges it under the service
    code of the plan fee. Two tills at once sell one after the other, so that the months of both count. Months that cost nothing take
    no money and have no invoice.
    Refuses everybody who does not stand at a counter (`forbidden`), a customer who is not there (`not_found`), what `buy_membership`
    refuses, points as a payment (`invalid`), UPI without its UTR (`reference_invalid`): nothing waits here; and what `open_collection`
    and `issue_invoice` refuse. Then nothing has changed.
    """
    require_seller(actor)
    with act_transaction():
        customer = _locked(customer_id)

        def pay(bought: Membership) -> None:
            _check(tenders)
            if bought.amount:
                _take(bought, tenders, customer=customer, at=at, on=on)
            elif tenders:
                raise PaymentMismatch(given=sum(tender.amount for tender in tenders), asked=bought.amount)

        return buy_membership(customer=customer, months=months, expected_amount=expected_price, actor=actor, at=at, on=on, pay=pay)


def purchases_of(actor: Actor, customer_id: int) -> list[Purchase]:
    """What was paid for a customer's membership, newest first, in two statements."""
    rows = list(Membership.objects.filter(customer=customer_id).order_by("-days"))
    documents = for_actor(actor).filter(kind=DocumentKind.INVOICE, collection__bill__in=[row.bill for row in rows])
    invoices = {document.collection.bill: document for document in documents.select_related("collection")}
    return [Purchase(membership=row, invoice=invoices.get(row.bill)) for row in rows]


def _locked(customer_id: int) -> Customer:
    """The customer as they stand, not erased meanwhile, until the act is over."""
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if customer is None or customer.erased:
        raise NotFound
    return customer


def _check(tenders: Sequence[Tender]) -> None:
    faults: list[Refused] = []
    for place, tender in enumerate(tenders):
        if tender.method not in TAKEN:
            faults.append(Invalid(field=f"payments.{place}.method", sentence="A membership is paid in cash, by UPI or by card."))
        elif tender.method == Method.UPI and not tender.reference.strip():
            faults.append(
                ReferenceInvalid(
                    field=f"payments.{place}.reference",
                    sentence="The UTR of the UPI payment is missing.",
                    next_step="The customer's UPI app shows it under the payment, as UTR or UPI reference number: 12 digits.",
                )
            )
    refuse_together(faults)


def _take(bought: Membership, tenders: Sequence[Tender], *, customer: Customer, at: datetime, on: date) -> None:
    collection = open_collection(store_id=bought.store_id, tenders=tenders, amount=bought.amount, at=at, on=on, bill=bought.bill)
    issue_invoice(
        collection=collection,
        store=Store.objects.get(pk=bought.store_id),
        buyer=Buyer(name=customer.name, mobile=customer.mobile),
        place_of_supply=None,
        amount=bought.amount,
        description=_description(bought),
        at=at,
        on=on,
    )


def _description(bought: Membership) -> str:
    """As `Mi loyalty membership, 6 months: 3 May 2027 to 2 Nov 2027`."""
    count = "1 month" if bought.months == 1 else f"{bought.months} months"
    return f"Mi loyalty membership, {count}: {day_text(bought.days.lower)} to {day_text(bought.days.upper - timedelta(days=1))}"
