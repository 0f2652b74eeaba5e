"""Writing a sale paid in full by one statement: one round trip where the steps take a dozen (performance.md)."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from upgrade_program.billing.models import Collection, TaxDocument
from upgrade_program.billing.models.rules import LAST_SERIAL
from upgrade_program.billing.numbers import begins
from upgrade_program.billing.refusals import NoTaxRule, ReferenceUsed, SeriesFull
from upgrade_program.billing.services import Buyer
from upgrade_program.billing.services.checks import cleaned
from upgrade_program.billing.services.documents import unnumbered_invoice
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.services import as_facts, as_reason
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.outbox.services import is_wanted, payload_of, wake
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanSold
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import ReadOrder, SaleOrder
from upgrade_program.plans.services.activation import description_of, sale_news
from upgrade_program.plans.services.sale_facts import SaleFacts
from upgrade_program.plans.services.sale_steps import facts_for_audit

_PLAN = (
    *("number", "status", "sold_by_id", "customer_name", "variant_id", "device", "sku", "imei", "srp", "base", "price", "price_version_id"),
    *("phone_invoice_number", "phone_invoice_price", "bill_date", "first_tier_on", "fall_days", "expires_on", "free_look_until"),
    *("earlier_date_reason", "terms_id", "place_of_supply", "buyer_gstin", "buyer_address"),
)
_INVOICE = (
    *("kind", "letter", "year", "place_of_supply", "description", "sac", "rate"),
    *("taxable", "cgst", "sgst", "utgst", "igst", "total"),
)
_AMOUNTS = ("srp", "base", "price", "phone_invoice_price", *(f"invoice_{name}" for name in _INVOICE[-7:]))
_IDS = ("store", "staff", "text", "sold_by_id", "variant_id", "price_version_id", "terms_id")
_TEXTS = (
    *("mobile", "name", "email", "language", "number", "status", "customer_name", "device", "sku", "imei", "phone_invoice_number"),
    *("earlier_date_reason", "place_of_supply", "buyer_gstin", "buyer_address", "number_begins", "token", "topic", "role", "reason"),
    *(f"invoice_{name}" for name in ("kind", "letter", "place_of_supply", "description", "sac")),
)
_WRITE = Prepared(
    "sale_at_once",
    Path(__file__).with_suffix(".sql").read_text(),
    {
        **dict.fromkeys(_TEXTS, "text"),
        **dict.fromkeys(_IDS, "bigint"),
        **dict.fromkeys(_AMOUNTS, "numeric"),
        **dict.fromkeys(("on", "bill_date", "first_tier_on", "expires_on", "free_look_until"), "date"),
        **dict.fromkeys(("frozen", "invoice_seller", "invoice_buyer", "news", "facts"), "jsonb"),
        **dict.fromkeys(("imeis", "methods", "references"), "text[]"),
        **dict.fromkeys(("invoice_year", "last_serial"), "integer"),
        **{"amounts": "numeric[]", "fall_days": "date[]", "at": "timestamptz", "wanted": "boolean"},
    },
)


def write_at_once(plan: Plan, *, order: SaleOrder, read: ReadOrder, facts: SaleFacts, actor: Actor, at: datetime, on: date) -> Plan:
    """Store a paid plan whose promise is filled in, with all its rows; refuses as the steps do, and the laws by their names.

    A refusal (`no_tax_rule`, `reference_used`, `series_full`) leaves the statement's first rows behind for the caller's rollback.
    """
    if facts.tax_rate is None:
        raise NoTaxRule(sac="999792")
    plan.status = Status.ACTIVE.value
    plan.activated_at = at
    invoice = _invoice(plan, read=read, rate=facts.tax_rate, at=at, on=on)
    with connection.cursor() as cursor:
        _WRITE.execute(cursor, _parameters(plan, invoice, order=order, read=read, facts=facts, actor=actor, at=at, on=on))
        plan_id, written, consent_id, collection_id, invoice_id, number, serial, noted, *customer = cursor.fetchone()
    for place, tender in enumerate(order.tenders):
        if cleaned(tender) not in written:
            raise ReferenceUsed(field=f"payments.{place}.reference")
    if invoice_id is None:
        raise SeriesFull
    if noted is None:
        raise RuntimeError("a sale without its audit row")
    if is_wanted(PlanSold):
        wake()
    plan.customer = Customer.from_db(connection.alias, ["id", "mobile", "name", "email", "language", "created_at"], customer)
    plan.collection = Collection(pk=collection_id, store_id=plan.store_id, amount=plan.price, state="paid", at=at)
    invoice.pk, invoice.number, invoice.serial, invoice.collection = invoice_id, number, serial, plan.collection
    plan.pk, plan.consent_id, plan.invoice = plan_id, consent_id, invoice
    for stored in (plan, plan.collection, invoice):
        stored._state.adding, stored._state.db = False, connection.alias
    return plan


def _invoice(plan: Plan, *, read: ReadOrder, rate: Decimal, at: datetime, on: date) -> TaxDocument:
    return unnumbered_invoice(
        store=plan.store,
        buyer=Buyer(name=plan.customer_name, mobile=read.mobile, gstin=plan.buyer_gstin, address=plan.buyer_address),
        place_of_supply=plan.place_of_supply,
        amount=plan.price,
        rate=rate,
        description=description_of(plan),
        at=at,
        on=on,
    )


def _parameters(
    plan: Plan, invoice: TaxDocument, *, order: SaleOrder, read: ReadOrder, facts: SaleFacts, actor: Actor, at: datetime, on: date
) -> dict[str, Any]:
    if facts.offer is None:
        raise AssertionError("a plan is promised on an offer")
    paid = [(str(tender.method), tender.amount) for tender in order.tenders]
    # The statement puts the plan's and the customer's id in.
    news = sale_news(plan, taxable=invoice.taxable, paid=paid, brand=facts.offer.brand, model_id=facts.offer.model_id, at=at)
    return {
        **{name: getattr(plan, name) for name in _PLAN},
        **{f"invoice_{name}": getattr(invoice, name) for name in _INVOICE},
        "frozen": json.dumps(plan.frozen),
        "invoice_seller": json.dumps(invoice.seller),
        "invoice_buyer": json.dumps(invoice.buyer),
        "number_begins": begins(store=plan.store, letter=invoice.letter, year=invoice.year),
        "last_serial": LAST_SERIAL,
        "imeis": sorted(read.imeis),
        "mobile": read.mobile,
        "name": read.name,
        "email": read.email,
        "language": plan.customer_language,
        "text": facts.text_id,
        "store": plan.store_id,
        "staff": actor.staff_id,
        "role": str(actor.role),
        "methods": [str(tender.method) for tender in order.tenders],
        "amounts": [tender.amount for tender in order.tenders],
        "references": [cleaned(tender) for tender in order.tenders],
        "token": secrets.token_urlsafe(16),
        "topic": PlanSold.topic,
        "news": payload_of(news),
        "wanted": is_wanted(PlanSold),
        "facts": as_facts(facts_for_audit(plan)),
        "reason": as_reason(plan.earlier_date_reason),
        "at": at,
        "on": on,
    }
