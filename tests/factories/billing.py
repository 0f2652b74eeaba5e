"""Money and documents, made the lawful way: through the services, inside a transaction of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.clock import local_day
from stores.models import Store
from upgrade_program.billing.models import Collection, TaxDocument, TaxRule
from upgrade_program.billing.services import Buyer, Tender, issue_credit_note, issue_invoice, open_collection
from upgrade_program.billing.tax import PLAN_SAC

AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)  # 3 May 2027, 11:42 in the store
FEE = Decimal("549.00")
BUYER = Buyer(name="Farhan Ali", mobile="+919810455421")


def cash(amount: str | int | Decimal = FEE) -> Tender:
    return Tender(method="cash", amount=Decimal(amount))


def upi(reference: str = "", amount: str | int | Decimal = FEE) -> Tender:
    return Tender(method="upi", amount=Decimal(amount), reference=reference)


def card(reference: str = "4242 81A3F0", amount: str | int | Decimal = FEE) -> Tender:
    return Tender(method="card", amount=Decimal(amount), reference=reference)


def points(amount: str | int | Decimal, count: str | None = None) -> Tender:
    """Points of ₹1 each, counted unless told; empty as a till sends them."""
    return Tender(method="points", amount=Decimal(amount), reference=str(amount) if count is None else count)


def tax_rule() -> TaxRule:
    """The rule of the data migration, again after a transactional test has emptied the tables."""
    rule = TaxRule.objects.filter(sac=PLAN_SAC).first()
    return rule or TaxRule.objects.create(
        sac=PLAN_SAC, rate=Decimal(18), description="GST on the Smart Upgrade plan fee", valid=DateRange(date(2020, 11, 5), None)
    )


def collected(*, store: Store, tenders: Sequence[Tender] | None = None, amount: Decimal = FEE, at: datetime = AT) -> Collection:
    """A collection of `amount` rupees, in cash unless told."""
    with transaction.atomic():
        return open_collection(store_id=store.pk, tenders=tenders or [cash(amount)], amount=amount, at=at, on=local_day(at))


def invoiced(
    *,
    store: Store,
    tenders: Sequence[Tender] | None = None,
    amount: Decimal = FEE,
    at: datetime = AT,
    place_of_supply: str | None = None,
    buyer: Buyer = BUYER,
) -> TaxDocument:
    """An invoice over a paid collection."""
    tax_rule()
    with transaction.atomic():
        return issue_invoice(
            collection=collected(store=store, tenders=tenders, amount=amount, at=at),
            store=store,
            buyer=buyer,
            place_of_supply=place_of_supply,
            amount=amount,
            description="Mi Smart Upgrade plan for Redmi Note 9 Pro 4/64",
            at=at,
            on=local_day(at),
        )


def credited(*, invoice: TaxDocument, reason: str = "Phone returned", at: datetime | None = None) -> TaxDocument:
    """The credit note that takes an invoice back."""
    at = at or invoice.issued_at
    with transaction.atomic():
        return issue_credit_note(invoice=invoice, reason=reason, at=at, on=local_day(at))
