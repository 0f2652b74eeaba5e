"""Writing a sale step by step, each room by its own verb: the path to read, and the one of a sale that waits for its payment.

A sale paid in full is written by one statement (sale_at_once.sql); a test holds that both leave the same rows.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from upgrade_program.billing.services import open_collection
from upgrade_program.customers.services import give_consent, remember_customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.events import PlanPending
from upgrade_program.plans.models import Plan
from upgrade_program.plans.orders import ReadOrder, SaleOrder
from upgrade_program.plans.services.activation import announce_sale, invoice_plan
from upgrade_program.plans.services.links import open_link


def write_in_steps(plan: Plan, *, order: SaleOrder, read: ReadOrder, actor: Actor, at: datetime, on: date) -> Plan:
    """Store a plan whose promise is filled in: handset, customer, consent, money, invoice if paid, plan, link, news, audit.

    Refuses what the verbs refuse. Takes the handset first: of many sales on one IMEI, the losers never queue for an invoice number.
    """
    store = plan.store
    plan.pk = _take_imeis(read.imeis)
    plan.customer = remember_customer(mobile=read.mobile, name=read.name, email=read.email, language=plan.customer_language, at=at)
    plan.consent = give_consent(
        customer=plan.customer,
        text_version=order.consent_version,
        language=plan.customer_language,
        actor=actor,
        at=at,
        subject=f"plan:{plan.pk}",
    )
    plan.collection = open_collection(store_id=store.pk, tenders=order.tenders, amount=plan.price, at=at, on=on)
    paid = plan.collection.state == "paid"
    if paid:
        invoice_plan(plan, store=store, at=at, on=on)
    plan.save(force_insert=True)
    open_link(plan=plan, at=at)
    if paid:
        announce_sale(plan, at=at)
    else:
        tell(PlanPending(plan_id=plan.pk, store_id=store.pk, at=at.isoformat(), customer_id=plan.customer_id), at=at)
    audit(
        actor=actor,
        at=at,
        verb="plan.sold" if paid else "plan.reserved",
        subject=f"plan:{plan.pk}",
        before=None,
        after=facts_for_audit(plan) | {"invoice": plan.invoice.number if plan.invoice else None, "customer": plan.customer_id},
        reason=plan.earlier_date_reason,
        chain=store.pk,
    )
    return plan


def facts_for_audit(plan: Plan) -> dict[str, object]:
    """What the audit row of a sale tells, but for what the writing itself finds out: the invoice's number and the customer's id."""
    return {
        "status": plan.status,
        "price": str(plan.price),
        "srp": str(plan.srp),
        "sku": plan.sku,
        "bill_date": plan.bill_date.isoformat(),
        "terms": plan.frozen["version"],
    }


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
