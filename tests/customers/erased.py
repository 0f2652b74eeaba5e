"""A person everything is known of, what a search of the whole database finds of them, and their erasure by two people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from loyalty.rewards.services import redeem_reward
from tests.factories.codes import cancelled
from tests.factories.plans import AT, TODAY, order, sellable
from tests.factories.rewards import on_offer
from tests.loyalty.spending.purse import given, hear
from upgrade_program.customers.models import Customer, Erasure
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.sending import send_due
from upgrade_program.usecases.erase import ask, grant_erasure
from upgrade_program.usecases.sell import sell

MOBILE, NAME, EMAIL, ADDRESS = "9810455421", "Zubeida Qureshi", "zubeida@example.in", "14 Chandni Chowk"
# What the law and the books keep with a name, and what is the demo's stand-in for the customer's own phone.
KEPT = {"billing_taxdocument", "buyback_purchasevoucher", "buyback_handset", "demo_keptmessage"}


def known(actor: Actor, *, at: datetime = AT) -> Customer:
    """A member with a plan that is over, points of every kind, a reward, messages sent and waiting."""
    buyer = {"customer_name": NAME, "customer_email": EMAIL, "customer_address": ADDRESS, "customer_gstin": "07AAPFU0939F1ZX"}
    plan = sell(actor=actor, order=order(sellable(), loyalty_consent_version=1, **buyer), at=at, on=TODAY)
    given(plan.customer, 400)
    hear(at)
    redeem_reward(reward=on_offer(points=100).key, customer_id=plan.customer_id, actor=actor, at=at)
    hear(at)
    while send_due(at=at):
        pass
    return plan.customer


def ended(customer: Customer, *, manager: Actor) -> None:
    """Their plan is cancelled, whose news still waits."""
    cancelled(customer.plan_set.get(), actor=manager)


def asked(customer: Customer, *, actor: Actor, at: datetime = AT) -> Approval:
    return ask(actor=actor, customer_id=customer.pk, reason="Wrote a letter, showed a passport", at=at)


def erased(customer: Customer, *, asker: Actor, granter: Actor, at: datetime = AT) -> Erasure:
    return grant_erasure(approval_id=asked(customer, actor=asker, at=at).pk, actor=granter, at=at, on=TODAY)


def found(*words: str) -> set[str]:
    """The tables in which any row has one of these words in any column, whatever its type."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    hits = set()
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE t::text ILIKE ANY(%s))', [[f"%{word}%" for word in words]])
            if cursor.fetchone()[0]:
                hits.add(table)
    return hits


def digest(tables: set[str] | None = None) -> dict[str, Any]:
    """Every table (or these) as a count and a seal of all its rows."""
    names = sorted(tables or {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed})
    seal = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(seal.format(table) for table in names))
        return {table: (rows, mark) for table, rows, mark in cursor.fetchall()}
