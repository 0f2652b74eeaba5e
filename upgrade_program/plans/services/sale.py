"""Selling a plan: one transaction from the IMEI to the news. Source: smart-upgrade section 4."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from stores.models import Store
from upgrade_program.billing.services import open_collection
from upgrade_program.catalog.queries import Offer, offer_for
from upgrade_program.catalog.refusals import NoPlanPrice, NoSrp
from upgrade_program.customers.services import give_consent, remember_customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.estimate import check_bill_date, srp_of
from upgrade_program.plans.events import PlanPending
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import ReadOrder, SaleOrder, read_order
from upgrade_program.plans.queries import standing_plans, terms_in_force
from upgrade_program.plans.refusals import (
    BillDateOutsideWindow,
    EarlierDateNeedsManager,
    ImeiAlreadyCovered,
    ImeiBarred,
    PhoneInvoiceUsed,
    PriceChanged,
)
from upgrade_program.plans.services.activation import announce_sale, invoice_plan
from upgrade_program.plans.services.links import open_link
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
    store = Store.objects.get(pk=actor.store_id)
    read = read_order(order, on=on, home_state=store.state)
    try:
        with transaction.atomic():
            return _sell(order=order, read=read, store=store, seller=actor.staff_id, actor=actor, at=at, on=on)
    except IntegrityError as broken:
        refusal = _LAWS.get(_law_of(broken))
        if refusal is None:
            raise
        raise refusal() from broken


def _sell(*, order: SaleOrder, read: ReadOrder, store: Store, seller: int, actor: Actor, at: datetime, on: date) -> Plan:
    _check_imeis(read.imeis)
    offer = offer_for(sku=order.sku, at=at)
    price, price_version = _price(offer)
    check_bill_date(read.bill_date, offer=offer, on=on)
    terms_id, terms = terms_in_force(on=read.bill_date)
    _check_window(read.bill_date, terms=terms, actor=actor, on=on)
    srp = srp_of(offer, bill_date=read.bill_date)
    if price != order.expected_price:
        raise PriceChanged(price=rupees_text(price), expected=rupees_text(order.expected_price), new_price=price)

    # The handset first: of many sales on one IMEI, the losers stop here and never queue for an invoice number.
    plan_id = _take_imeis(read.imeis)
    customer = remember_customer(mobile=read.mobile, name=read.name, email=read.email, language=order.customer_language, at=at)
    consent = give_consent(
        customer=customer,
        text_version=order.consent_version,
        language=order.customer_language,
        actor=actor,
        at=at,
        subject=f"plan:{plan_id}",
    )
    collection = open_collection(store_id=store.pk, tenders=order.tenders, amount=price, at=at, on=on)
    base = value_base(terms, srp=srp, phone_price=order.phone_invoice_price)
    tiers = tier_table(terms, bill_date=read.bill_date, base=base)
    plan = Plan(
        pk=plan_id,
        number=new_plan_number(),
        status=Status.PENDING.value,
        store=store,
        sold_by_id=seller,
        sold_at=at,
        customer=customer,
        customer_name=read.name,
        customer_language=order.customer_language,
        consent=consent,
        variant_id=offer.variant_id,
        device=offer.label,
        sku=offer.sku,
        imei=read.imeis[0],
        srp=srp,
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
        terms_id=terms_id,
        frozen=terms.frozen(),
        place_of_supply=read.place_of_supply,
        buyer_gstin=read.gstin,
        collection=collection,
    )
    paid = collection.state == "paid"
    if paid:
        invoice_plan(plan, store=store, at=at, on=on)
    plan.save(force_insert=True)
    open_link(plan=plan, at=at)
    if paid:
        announce_sale(plan, at=at)
    else:
        tell(PlanPending(plan_id=plan.pk, store_id=store.pk, at=at.isoformat(), customer_id=customer.pk), at=at)
    audit(
        actor=actor,
        at=at,
        verb="plan.sold" if paid else "plan.reserved",
        subject=f"plan:{plan.pk}",
        before=None,
        after=_facts(plan),
        reason=plan.earlier_date_reason,
        chain=store.pk,
    )
    return plan


def _check_imeis(imeis: list[str]) -> None:
    for row in standing_plans(imeis):
        field = "imei" if row.imei == imeis[0] else "imei2"
        raise ImeiBarred(field=field) if row.barred else ImeiAlreadyCovered(field=field)


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


def _take_imeis(imeis: list[str]) -> int:
    """Bind the IMEIs to a new plan id, in one statement; the plan's own row follows in this transaction (its key is deferred)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (SELECT nextval(pg_get_serial_sequence('plans_plan', 'id')) AS id)
            INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away)
            SELECT taken.id, imei, true, false, false FROM taken, unnest(%s::text[]) AS imei
            RETURNING plan_id
            """,
            [sorted(imeis)],
        )
        return int(cursor.fetchone()[0])


def _facts(plan: Plan) -> dict[str, object]:
    return {
        "status": plan.status,
        "price": str(plan.price),
        "srp": str(plan.srp),
        "sku": plan.sku,
        "bill_date": plan.bill_date.isoformat(),
        "terms": plan.frozen["version"],
        "invoice": plan.invoice.number if plan.invoice else None,
        "customer": plan.customer_id,
    }


def _law_of(broken: IntegrityError) -> str:
    diag = getattr(broken.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""
