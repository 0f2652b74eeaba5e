"""The one statement of a sale leaves row for row what the steps leave, and refuses what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.billing.test_numbers import full
from tests.factories.billing import card, cash
from tests.factories.plans import AT, TODAY, order, sellable, sold, upi
from tests.foundation.database.numbering import numbered_afresh
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.models.rules import LAST_SERIAL
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.interfaces.api import presenters
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import sale
from upgrade_program.plans.services.sale_steps import write_in_steps

pytestmark = pytest.mark.django_db
WATCHED = ("plans", "billing", "customers", "outbox", "audit")
FIRST, SECOND = "490154203237518", "356938035643809"
BOTH_WAYS = pytest.mark.parametrize("way", ["steps", "at once"])


@pytest.fixture(autouse=True)
def _nothing_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale, "new_plan_number", lambda: "7K3M9Q2T5VX")
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: "always-the-same-token")


@contextmanager
def written(way: str) -> Iterator[None]:
    """Sales written this way, whatever they are paid with."""

    def in_steps(plan: Plan, *, facts: Any, **rest: Any) -> Plan:
        return write_in_steps(plan, **rest)

    with pytest.MonkeyPatch.context() as patch:
        if way == "steps":
            patch.setattr(sale, "write_at_once", in_steps)
        yield


def tables() -> list[str]:
    return [model._meta.db_table for label in WATCHED for model in apps.get_app_config(label).get_models()]


def rows() -> dict[str, list[str]]:
    """Every row of every table a sale may write, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def left_by(way: str, actor: Any, an_order: Any) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """The rows after a sale written this way, which is then taken back, and the plan as the API shows it."""
    numbered_afresh(tables())
    with written(way), transaction.atomic():
        plan = sale.sell_plan(order=an_order, actor=actor, at=AT, on=TODAY)
        found = rows(), presenters.plan(plan, on=TODAY, full=True)
        transaction.set_rollback(True)
    return found


CHANGES: dict[str, dict[str, Any]] = {
    "cash": {},
    "three ways": {"tenders": [cash("100"), upi("712304118826", "249"), card(amount=200)]},
    "two IMEIs": {"imei": SECOND, "imei2": FIRST},
    "another state, a company": {"place_of_supply": "27", "customer_gstin": "27AAPFU0939F1ZV"},
    "a company and where it is": {"customer_gstin": "07AAPFU0939F1ZX", "customer_address": " 14  Nehru Place, नई दिल्ली "},
    "in Hindi, with an e-mail": {"customer_language": "hi", "customer_email": "farhan@EXAMPLE.in", "customer_name": "फरहान अली"},
    "from yesterday": {"phone_invoice_date": TODAY - timedelta(days=1), "reason": "till was down, call 98104 55421"},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("known", [False, True], ids=["stranger", "known customer"])
@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "heard"])
def test_both_ways_leave_the_same_rows(manager, changes, known, heard, settings):
    settings.OUTBOX_ROUTES = {"plan.sold": ["tests.foundation.outbox.ears.hear"]} if heard else {}
    if known:
        Customer.objects.create(mobile="+919810455421", name="F. A.", email="" if "customer_email" in changes else "f@x.in", created_at=AT)
    an_order = order(sellable(), **({"imei": FIRST} | changes))
    before = rows()
    steps, at_once = left_by("steps", manager, an_order), left_by("at once", manager, an_order)
    assert steps == at_once
    assert rows() == before
    assert len(at_once[0]["plans_plan"]) == len(at_once[0]["billing_taxdocument"]) == len(before["plans_plan"]) + 1
    assert {table for table in tables() if at_once[0][table] != before[table]} >= {
        "plans_plan", "plans_planimei", "plans_publiclink", "billing_collection", "billing_payment", "billing_numberseries",
        "billing_taxdocument", "customers_consent", "outbox_message", "audit_auditrow",
    }  # fmt: skip
    if not heard:
        assert not Message.objects.filter(delivered_at=None).exists()


def refused(way: str, actor: Any, an_order: Any) -> Refused:
    before = rows()
    with written(way), pytest.raises(Refused) as no:
        sale.sell_plan(order=an_order, actor=actor, at=AT, on=TODAY)
    assert rows() == before
    return no.value


@BOTH_WAYS
def test_a_utr_already_used_is_told_at_its_place(way, clerk, other_clerk):
    sold(actor=other_clerk, tenders=[upi("712304118826")], imei=SECOND)
    monkey = order(sellable(), imei=FIRST, tenders=[cash("300"), upi("712304118826", "249")])
    no = refused(way, clerk, monkey)
    assert (no.code, no.field) == ("reference_used", "payments.1.reference")


@BOTH_WAYS
def test_a_full_series_is_refused(way, clerk, store):
    full(store, last=LAST_SERIAL, letter="I")
    assert refused(way, clerk, order(sellable(), imei=FIRST)).code == "series_full"


@BOTH_WAYS
def test_a_day_without_tax_rule_is_refused(way, clerk):
    an_order = order(sellable(), imei=FIRST)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_taxrule DISABLE TRIGGER USER")
        TaxRule.objects.all().delete()
        cursor.execute("ALTER TABLE billing_taxrule ENABLE TRIGGER USER")
    assert refused(way, clerk, an_order).code == "no_tax_rule"


@BOTH_WAYS
def test_a_phone_bill_already_used_is_refused_by_its_law(way, clerk, monkeypatch):
    first = sold(actor=clerk, imei=FIRST)
    monkeypatch.setattr(sale, "new_plan_number", lambda: "7K3M9Q2T5VY")
    Plan.objects.filter(pk=first.pk).update(status="suspended")
    # Only a hand in the tables makes this: the IMEI no longer bound, the bill still used.
    first.imeis.all().delete()
    no = refused(way, clerk, order(sellable(), imei=FIRST))
    assert (no.code, no.__cause__.__cause__.diag.constraint_name) == ("phone_invoice_used", "a_phone_invoice_is_used_once_an_imei")


@BOTH_WAYS
def test_an_imei_bound_at_the_last_moment_is_refused_by_its_law(way, clerk, other_clerk, monkeypatch):
    """Two tills found the handset free; the law lets one of them bind it."""
    sold(actor=other_clerk, imei=FIRST)
    asked = sale.sale_facts
    monkeypatch.setattr(sale, "sale_facts", lambda **how: replace(asked(**how), standing={}))
    no = refused(way, clerk, order(sellable(), imei=FIRST))
    assert (no.code, no.__cause__.__cause__.diag.constraint_name) == ("imei_already_covered", "one_live_plan_per_imei")


def test_a_sale_by_itself_asks_once_and_writes_once(clerk):
    sold(actor=clerk, imei=SECOND)  # terms are kept by id from now on
    with CaptureQueriesContext(connection) as queries, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sale, "new_plan_number", lambda: "7K3M9Q2T5VY")
        patch.setattr("secrets.token_urlsafe", lambda size: "another-token")
        plan = sale.sell_plan(order=order(sellable(), imei=FIRST), actor=clerk, at=AT, on=TODAY)
    own = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    writes = [sql for sql in own if sql.startswith("EXECUTE sale_at_once")]
    assert len(writes) == 1
    assert (plan.invoice.total, plan.price) == (Decimal(549), Decimal(549))
