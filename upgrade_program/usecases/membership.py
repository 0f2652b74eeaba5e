"""Paid membership sold at a counter and taken back: the months, the money in the drawer and the tax document, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from loyalty.programme.models import Membership
from loyalty.programme.refusals import MembershipUsed
from loyalty.programme.services import buy_membership, return_through, take_membership_back
from loyalty.rewards.enums import State
from loyalty.rewards.models import Redemption
from stores.access import require_seller
from stores.models import Store
from stores.states import STATES
from upgrade_program.billing.enums import DocumentKind, Method
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.queries import for_actor
from upgrade_program.billing.refusals import PaymentMismatch, ReferenceInvalid
from upgrade_program.billing.services import Buyer, Tender, issue_credit_note, issue_invoice, open_collection
from upgrade_program.customers.gstin import parse_gstin
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, NotFound, Refused, refuse_together
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text

TAKEN = (Method.CASH, Method.UPI, Method.CARD)


@dataclass(frozen=True, slots=True)
class BilledTo:
    """What a registered buyer's invoice says besides the name: GSTIN, address on one line, GST state code; the store's state if empty."""

    gstin: str = ""
    address: str = ""
    place_of_supply: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Months that were paid for, first and last day, rupees; invoice and credit note where there are any that the actor may see.

    `returnable` through that day, while they stand.
    """

    membership: Membership
    invoice: TaxDocument | None
    credit_note: TaxDocument | None
    returnable: date | None

    @property
    def first_day(self) -> date:
        first: date = self.membership.days.lower
        return first

    @property
    def last_day(self) -> date:
        last: date = self.membership.days.upper - timedelta(days=1)
        return last


def sell_membership(
    *,
    actor: Actor,
    customer_id: int,
    months: int,
    expected_price: Decimal,
    tenders: Sequence[Tender],
    at: datetime,
    on: date,
    billed_to: BilledTo = BilledTo(),
) -> Membership:
    """Sell months of paid membership: they follow what is prepaid, the money is received at the store, the invoice issued with it.

    `expected_price` is what the customer was shown for all months, in rupees with GST inside; the invoice charges it under the service
    code of the plan fee. Two tills at once sell one after the other, so that the months of both count. Months that cost nothing take
    no money and have no invoice.
    Refuses everybody who does not stand at a counter (`forbidden`), a customer who is not there (`not_found`), what `buy_membership`
    refuses, points as a payment (`invalid`), UPI without its UTR (`reference_invalid`): nothing waits here; a GSTIN that is none or that
    comes without an address, an unknown place of supply (`invalid`); and what `open_collection` and `issue_invoice` refuse. Then nothing
    has changed.
    """
    require_seller(actor)
    billed_to = _read(billed_to)
    with act_transaction():
        customer = _locked(customer_id)

        def pay(bought: Membership) -> None:
            _check(tenders)
            if bought.amount:
                _take(bought, tenders, customer=customer, billed_to=billed_to, at=at, on=on)
            elif tenders:
                raise PaymentMismatch(given=sum(tender.amount for tender in tenders), asked=bought.amount)

        return buy_membership(customer=customer, months=months, expected_amount=expected_price, actor=actor, at=at, on=on, pay=pay)


def take_back(*, actor: Actor, customer_id: int, first_day: date, reason: str, at: datetime, on: date) -> Membership:
    """Take the months that begin on a day back, as `take_membership_back` promises and refuses.

    Their money goes back the way it came, by a credit note that mirrors the invoice. Who had a reward that only members get keeps the
    months too (`membership_used`), until that reward is cancelled.
    """
    with act_transaction():
        return take_membership_back(
            customer_id=customer_id,
            first_day=first_day,
            reason=reason,
            actor=actor,
            at=at,
            on=on,
            used=_refuse_used,
            give_back=lambda row: _give_back(row, at=at, on=on),
        )


def purchases_of(actor: Actor, customer_id: int) -> list[Purchase]:
    """What was paid for a customer's membership, the latest months first."""
    return _with_papers(actor, list(Membership.objects.filter(customer=customer_id).order_by("-days", "-id")))


def purchase_of(actor: Actor, row: Membership) -> Purchase:
    """Months with their papers."""
    return _with_papers(actor, [row])[0]


def _with_papers(actor: Actor, rows: Sequence[Membership]) -> list[Purchase]:
    documents = for_actor(actor).filter(collection__bill__in=[row.bill for row in rows]).select_related("collection")
    found = {(document.collection.bill, document.kind): document for document in documents}
    return [
        Purchase(
            membership=row,
            invoice=found.get((row.bill, DocumentKind.INVOICE)),
            credit_note=found.get((row.bill, DocumentKind.CREDIT_NOTE)),
            returnable=None if row.taken_back_at else return_through(row),
        )
        for row in rows
    ]


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


def _read(given: BilledTo) -> BilledTo:
    """The buyer's particulars as they are printed; all that is wrong with them is refused together."""
    faults: list[Refused] = []
    gstin, address, place = "", "", given.place_of_supply.strip()
    try:
        gstin = parse_gstin(given.gstin, field="gstin") if given.gstin.strip() else ""
    except Refused as no:
        faults.append(no)
    try:
        address = one_line(given.address, field="address", most=200)
    except Refused as no:
        faults.append(no)
    if given.gstin.strip() and not given.address.strip():
        sentence = "A registered buyer's invoice prints the address too."
        faults.append(Invalid(field="address", sentence=sentence, next_step="Type it, or clear the GSTIN."))
    if place and place not in STATES:
        step = "Use the two digits of its GST code."
        faults.append(Invalid(field="place_of_supply", sentence="This is no state of India.", next_step=step))
    refuse_together(faults)
    return BilledTo(gstin=gstin, address=address, place_of_supply=place)


def _refuse_used(row: Membership) -> None:
    had = Redemption.objects.filter(
        customer=row.customer_id, reward__needs_membership=True, at__gte=row.bought_at, on__gte=row.days.lower, on__lt=row.days.upper
    )
    first = had.exclude(state=State.CANCELLED).select_related("reward").order_by("id").first()
    if first is not None:
        raise MembershipUsed(day=day_text(first.on), what=f"{first.reward.name} was had, which is for members")


def _give_back(row: Membership, *, at: datetime, on: date) -> None:
    """By a credit note over its invoice; nothing where nothing was paid."""
    invoice = TaxDocument.objects.filter(kind=DocumentKind.INVOICE, collection__bill=row.bill).select_related("collection", "store").first()
    if invoice is not None:
        issue_credit_note(invoice=invoice, reason=row.reason, at=at, on=on)


def _take(bought: Membership, tenders: Sequence[Tender], *, customer: Customer, billed_to: BilledTo, at: datetime, on: date) -> None:
    collection = open_collection(store_id=bought.store_id, tenders=tenders, amount=bought.amount, at=at, on=on, bill=bought.bill)
    issue_invoice(
        collection=collection,
        store=Store.objects.get(pk=bought.store_id),
        buyer=Buyer(name=customer.name, mobile=customer.mobile, gstin=billed_to.gstin, address=billed_to.address),
        place_of_supply=billed_to.place_of_supply or None,
        amount=bought.amount,
        description=_description(bought),
        at=at,
        on=on,
    )


def _description(bought: Membership) -> str:
    """As `Mi loyalty membership, 6 months: 3 May 2027 to 2 Nov 2027`."""
    count = "1 month" if bought.months == 1 else f"{bought.months} months"
    return f"Mi loyalty membership, {count}: {day_text(bought.days.lower)} to {day_text(bought.days.upper - timedelta(days=1))}"
