"""Selling a plan: one transaction from the IMEI to the news. Source: smart-upgrade section 4."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError

from stores.refusals import StoreClosed
from upgrade_program.billing.services.checks import waits
from upgrade_program.catalog.queries import Offer
from upgrade_program.catalog.refusals import NoPlanPrice, NoSrp, UnknownSku
from upgrade_program.customers.services import text_over
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Refused, refuse_together
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.estimate import check_bill_date
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import ReadOrder, SaleOrder, read_order
from upgrade_program.plans.queries import terms_by_id
from upgrade_program.plans.refusals import (
    BillDateOutsideWindow,
    EarlierDateNeedsManager,
    ImeiAlreadyCovered,
    ImeiBarred,
    NoTermsInForce,
    PhoneInvoiceUsed,
    PriceChanged,
    TermsChanged,
)
from upgrade_program.plans.services.sale_at_once import write_at_once
from upgrade_program.plans.services.sale_facts import SaleFacts, sale_facts
from upgrade_program.plans.services.sale_steps import write_in_steps
from upgrade_program.plans.terms import Terms, last_day, tier_table, value_base

_LAWS: dict[str, type[Refused]] = {
    "one_live_plan_per_imei": ImeiAlreadyCovered,
    "a_phone_invoice_is_used_once_an_imei": PhoneInvoiceUsed,
}


def sell_plan(*, order: SaleOrder, actor: Actor, at: datetime, on: date) -> Plan:
    """Sell a Smart Upgrade plan at the actor's store and give it back with its store, customer and invoice.

    Everything stands or nothing does: IMEIs, customer, consent, money, invoice, plan, link, news and audit are one transaction.
    Refuses in the order of smart-upgrade section 4; faults of several fields come together. A tender for UPI without its
    reference makes the plan pending: price, SRP and IMEI are held, and no invoice number is taken.
    """
    if not actor.at_counter or actor.store_id is None or actor.staff_id is None:
        raise Forbidden(sentence="Only store staff at their store sell plans.", next_step="Choose the store you work at, or sign in there.")
    read = read_order(order, on=on)
    try:
        with act_transaction():
            facts = sale_facts(store_id=actor.store_id, order=order, read=read, at=at, on=on)
            if not facts.store.is_open:
                raise StoreClosed
            plan = promised(order=order, read=read, facts=facts, seller=actor.staff_id, actor=actor, at=at, on=on)
            if any(waits(tender) for tender in order.tenders):
                return write_in_steps(plan, order=order, read=read, actor=actor, at=at, on=on)
            return write_at_once(plan, order=order, read=read, facts=facts, actor=actor, at=at, on=on)
    except IntegrityError as broken:
        refusal = _LAWS.get(_law_of(broken))
        if refusal is None:
            raise
        raise refusal() from broken


def promised(*, order: SaleOrder, read: ReadOrder, facts: SaleFacts, seller: int, actor: Actor, at: datetime, on: date) -> Plan:
    """The plan as it is promised, not stored yet and without customer, consent and money; refuses what the rules do not sell."""
    _check_imeis(read.imeis, facts.standing)
    if facts.offer is None:
        raise UnknownSku
    offer = facts.offer
    price, price_version = _price(offer)
    check_bill_date(read.bill_date, offer=offer, on=on)
    if facts.terms_id is None:
        raise NoTermsInForce(day=day_text(read.bill_date))
    terms = terms_by_id(facts.terms_id)
    _check_window(read.bill_date, terms=terms, actor=actor, on=on)
    if facts.srp is None:
        raise NoSrp(device=offer.label, day=day_text(read.bill_date))
    _check_shown(order, price=price, terms=terms, bill_date=read.bill_date)
    if facts.text_id is None:
        raise text_over()
    base = value_base(terms, srp=facts.srp, phone_price=order.phone_invoice_price)
    tiers = tier_table(terms, bill_date=read.bill_date, base=base)
    return Plan(
        number=new_plan_number(),
        status=Status.PENDING.value,
        store=facts.store,
        sold_by_id=seller,
        sold_at=at,
        customer_name=read.name,
        customer_language=order.customer_language,
        variant_id=offer.variant_id,
        device=offer.label,
        sku=offer.sku,
        imei=read.imeis[0],
        srp=facts.srp,
        base=base,
        price=price,
        price_version_id=price_version,
        phone_invoice_number=read.bill_number,
        phone_invoice_price=order.phone_invoice_price,
        bill_date=read.bill_date,
        first_tier_on=tiers[0].start,
        fall_days=[tier.end for tier in tiers],
        expires_on=last_day(terms, bill_date=read.bill_date),
        free_look_until=on + timedelta(days=terms.free_look_days),
        earlier_date_reason=read.reason if read.bill_date < on else "",
        terms_id=facts.terms_id,
        frozen=terms.frozen(),
        place_of_supply=read.place_of_supply or facts.store.state,
        buyer_gstin=read.gstin,
        buyer_address=read.address,
    )


def _check_imeis(imeis: list[str], standing: dict[str, bool]) -> None:
    for imei, barred in standing.items():
        field = "imei" if imei == imeis[0] else "imei2"
        raise ImeiBarred(field=field) if barred else ImeiAlreadyCovered(field=field)


def _price(offer: Offer) -> tuple[Decimal, int]:
    """The plan price in force and its version; a missing SRP is told later, for the bill date rather than for today."""
    if offer.refusal and not isinstance(offer.refusal, NoSrp):
        raise offer.refusal
    if offer.plan_price is None or offer.price_id is None:
        raise NoPlanPrice(device=offer.label)
    return offer.plan_price, offer.price_id


def _check_window(bill_date: date, *, terms: Terms, actor: Actor, on: date) -> None:
    if bill_date < on - timedelta(days=terms.activation_days):
        raise BillDateOutsideWindow(day=day_text(bill_date), days=terms.activation_days)
    if bill_date < on and actor.role is not Role.MANAGER:
        raise EarlierDateNeedsManager()


def _check_shown(order: SaleOrder, *, price: Decimal, terms: Terms, bill_date: date) -> None:
    """What the customer was shown is what is sold: price and terms, told together where both are others."""
    changed: list[Refused] = []
    if price != order.expected_price:
        changed.append(PriceChanged(price=rupees_text(price), expected=rupees_text(order.expected_price), new_price=price))
    if order.expected_terms not in (None, terms.version):
        changed.append(TermsChanged(day=day_text(bill_date), terms=terms.version))
    refuse_together(changed)


def _law_of(broken: IntegrityError) -> str:
    diag = getattr(broken.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""
