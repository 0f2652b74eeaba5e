"""The loyalty programme for tests: its published versions, members, and news as the outbox carries it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.programme.models import EarnRule, ProgrammeVersion
from loyalty.programme.services import join
from stores.clock import local_day
from stores.models import Store
from tests.factories.customers import CustomerFactory, consent_texts
from tests.factories.plans import AT
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM

__all__ = ["JOINED", "as_a_release", "cancelled", "loyalty", "member", "phone_rule", "reversed_claim", "settled_claim", "sold_plan"]

JOINED = AT - timedelta(days=400)
_numbers = count(1_000_000_000)  # of plans and claims that nobody made: no real one has such an id


def loyalty() -> None:
    """The rows of the data migrations, again after a transactional test has emptied the tables."""
    consent_texts()
    if not ProgrammeVersion.objects.exists():
        with as_a_release():
            import_module("loyalty.programme.migrations.0002_first_versions").publish(apps, None)
            import_module("loyalty.programme.migrations.0003_names_in_hindi").name_first_versions(apps)


def member(*, since: datetime = JOINED, **changes: Any) -> Customer:
    """A customer who agreed to the loyalty text at an instant."""
    loyalty()
    customer = CustomerFactory(**changes)
    join(customer=customer, text_version=1, language="en", actor=SYSTEM, at=since)
    return customer


@contextmanager
def as_a_release() -> Iterator[None]:
    """Versions written and ended by hand, as a data migration does before any bill: no trigger is asked meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def phone_rule(**changes: Any) -> EarnRule:
    """A second rule for phone bills, of 1 point for every ₹100, from the programme's first day on."""
    plain = {
        "key": f"extra_{next(_numbers)}",
        "version": 1,
        "occasion": "phone_bill",
        "title": "a phone of the month",
        "points": Decimal(1),
        "per_rupees": 100,
        "multiplied": False,
        "valid": DateRange(date(2020, 11, 5), None),
    }
    with as_a_release():
        rule = EarnRule.objects.create(**(plain | changes))
    return rule


def sold_plan(customer: Customer, store: Store, *, at: datetime = AT, plan_id: int | None = None, **changes: Any) -> dict[str, Any]:
    """The news of a plan sold with a phone of ₹13,999, unless changed; the free look ends seven days later."""
    plain = {
        "plan_id": plan_id or next(_numbers),
        "store_id": store.pk,
        "at": at.isoformat(),
        "customer_id": customer.pk,
        "price": "549.00",
        "free_look_until": (local_day(at) + timedelta(days=7)).isoformat(),
        "taxable": "465.26",
        "paid_with_points": "0.00",
        "phone_price": "13999.00",
        "sku": "redmi-note-9-pro-4-64",
        "brand": "Redmi",
        "model_id": 1,
    }
    return plain | changes


def cancelled(sold: dict[str, Any], *, at: datetime | None = None, credit_note: int | None = 1) -> dict[str, Any]:
    """The news that a plan was cancelled, two days later unless said otherwise."""
    when = at or datetime.fromisoformat(sold["at"]) + timedelta(days=2)
    named = {key: sold[key] for key in ("plan_id", "store_id")}
    return named | {"at": when.isoformat(), "ground": "free_look", "credit_note": credit_note}


def settled_claim(customer: Customer, store: Store, *, at: datetime = AT, claim_id: int | None = None, **changes: Any) -> dict[str, Any]:
    """The news of a claim settled against a phone of ₹21,999 with an exchange of ₹9,799, unless changed."""
    number = claim_id or next(_numbers)
    plain = {
        "claim_id": number,
        "plan_id": number,
        "store_id": store.pk,
        "at": at.isoformat(),
        "settlement_id": number,
        "customer_id": customer.pk,
        "exchange": "9799.00",
        "price": "21999.00",
        "paid_with_points": "0.00",
        "sku": "redmi-note-10-pro-4-64",
        "brand": "Redmi",
        "model_id": 2,
    }
    return plain | changes


def reversed_claim(settled: dict[str, Any], *, at: datetime | None = None) -> dict[str, Any]:
    """The news that a settlement was reversed, two days later unless said otherwise."""
    when = at or datetime.fromisoformat(settled["at"]) + timedelta(days=2)
    kept = {key: settled[key] for key in ("claim_id", "plan_id", "store_id", "settlement_id", "customer_id", "exchange")}
    return kept | {"at": when.isoformat()}
