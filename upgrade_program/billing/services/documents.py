"""Issuing invoices and credit notes. Source: smart-upgrade sections 4.8, 4.9 and 5."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from stores.models import Store
from stores.states import STATES
from upgrade_program.billing import numbers
from upgrade_program.billing.enums import DocumentKind, Series
from upgrade_program.billing.models import Collection, TaxDocument
from upgrade_program.billing.refusals import AlreadyCredited, NoTaxRule, SeriesFull
from upgrade_program.billing.services.collections import give_back, refund_collection
from upgrade_program.billing.tax import PLAN_SAC, split_fee
from upgrade_program.billing.tender import Buyer
from upgrade_program.kernel.errors import Invalid, ReasonRequired
from upgrade_program.kernel.months import financial_year

# Which rule is in force is decided in the statement that takes the number (architecture section 4).
_TAKE_AND_RATE = f"""
    WITH taken AS ({numbers.TAKE})
    SELECT taken.last, rule.rate FROM taken
    LEFT JOIN billing_taxrule rule ON rule.sac = %(sac)s AND rule.valid @> %(on)s::date
"""  # noqa: S608  two constants of this app
_SNAPSHOT = ("name", "legal_name", "address", "city", "pincode", "gstin", "phone", "email")
_REPEATED = ("collection_id", "seller", "buyer", "place_of_supply", "description")
_AMOUNTS = ("sac", "rate", "taxable", "cgst", "sgst", "utgst", "igst", "total")


def issue_invoice(
    *,
    collection: Collection,
    store: Store,
    buyer: Buyer,
    place_of_supply: str | None,
    amount: Decimal,
    description: str,
    at: datetime,
    on: date,
    sac: str = PLAN_SAC,
) -> TaxDocument:
    """The tax invoice over a paid collection, in two statements; `amount` is rupees with GST inside, place default the store's state.

    Refuses an unknown place (`invalid`), a day without tax rule (`no_tax_rule`), a full series (`series_full`).
    """
    place = place_of_supply or store.state
    if place not in STATES:
        raise Invalid(field="place_of_supply", sentence="This is no GST state code.", next_step="Choose the state where the buyer is.")
    parameters = numbers.series(store=store, letter=Series.INVOICE, on=on) | {"sac": sac, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_AND_RATE, parameters)
        row = cursor.fetchone()
    if row is None:
        raise SeriesFull
    serial, rate = row
    if rate is None:
        raise NoTaxRule(sac=sac)
    invoice = unnumbered_invoice(
        store=store, buyer=buyer, place_of_supply=place, amount=amount, rate=rate, description=description, at=at, on=on, sac=sac
    )
    invoice.collection = collection
    invoice.serial = serial
    invoice.number = numbers.written(store=store, letter=Series.INVOICE, year=invoice.year, serial=serial)
    invoice.save(force_insert=True)
    return invoice


def unnumbered_invoice(
    *,
    store: Store,
    buyer: Buyer,
    place_of_supply: str,
    amount: Decimal,
    rate: Decimal,
    description: str,
    at: datetime,
    on: date,
    sac: str = PLAN_SAC,
) -> TaxDocument:
    """What an invoice will say, not stored yet: its number is taken, and the collection it bills named, in the act that stores it."""
    split = split_fee(amount, rate=rate, home_state=store.state, place_of_supply=place_of_supply, sac=sac)
    return TaxDocument(
        kind=DocumentKind.INVOICE,
        store=store,
        letter=Series.INVOICE,
        year=financial_year(on),
        issued_at=at,
        issued_on=on,
        seller={"code": store.code, "state": store.state} | {name: getattr(store, name) for name in _SNAPSHOT},
        buyer={"name": buyer.name, "mobile": buyer.mobile, "gstin": buyer.gstin, "address": buyer.address},
        place_of_supply=place_of_supply,
        description=description,
        **{name: getattr(split, name) for name in _AMOUNTS},
    )


def issue_credit_note(*, invoice: TaxDocument, reason: str, at: datetime, on: date) -> TaxDocument:
    """The full mirror of an invoice, amount for amount, with a refund row for each payment.

    Refuses an empty reason (`reason_required`) and an invoice already credited (`plan_not_live`).
    """
    if not reason.strip():
        raise ReasonRequired
    collection = refund_collection(collection=invoice.collection)
    if collection is None:
        raise AlreadyCredited
    year, serial, number = numbers.take_number(store=invoice.store, letter=Series.CREDIT_NOTE, on=on)
    note = TaxDocument.objects.create(
        kind=DocumentKind.CREDIT_NOTE,
        number=number,
        store=invoice.store,
        letter=Series.CREDIT_NOTE,
        year=year,
        serial=serial,
        issued_at=at,
        issued_on=on,
        credits=invoice,
        reason=" ".join(reason.split())[:200],
        **{name: getattr(invoice, name) for name in (*_REPEATED, *_AMOUNTS)},
    )
    give_back(collection=collection, credit_note=note, at=at)
    return note
