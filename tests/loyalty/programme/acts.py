"""A refusal shown to have changed nothing, and what members have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from loyalty.programme.models import StatusRecord
from tests.factories.loyalty import JOINED
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.errors import Refused

APPS = ("programme", "ledger", "customers", "plans", "billing", "audit", "outbox")


def every_row() -> dict[str, Any]:
    """A digest of all rows of every table that an act of the programme could touch."""
    tables = sorted({model._meta.db_table for label in APPS for model in apps.get_app_config(label).get_models()})
    digest = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(table) for table in tables))
        return {table: (rows, seal) for table, rows, seal in cursor.fetchall()}


def refused(do: Callable[[], Any], code: str, *, field: str | None = None) -> Refused:
    """The refusal of an act, after making sure of its code (and field) and that not one row has changed."""
    before = every_row()
    with pytest.raises(Refused) as no:
        do()
    after = every_row()
    assert {table for table in after if before[table] != after[table]} == set()
    assert (no.value.code, no.value.field if field else None) == (code, field), no.value
    return no.value


@contextmanager
def refused_by(law: str) -> Iterator[None]:
    """The database says no in the name of that law."""
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        yield
    assert no.value.__cause__.diag.constraint_name == law  # type: ignore[union-attr]


def has(customer: Customer, *, at: datetime) -> tuple[int, int, int]:
    """Pending, available and debt; and the ledger's own audit finds nothing."""
    assert broken() == []
    found = balances(customer.pk, at=at)
    return found.pending, found.available, found.debt


def entries(customer: Customer) -> list[tuple[str, str, int]]:
    """Kind, source id and points of the journal, oldest first."""
    rows = Entry.objects.filter(account__customer=customer).order_by("seq")
    return [(row.kind, row.source_id, row.points) for row in rows]


def silver(customer: Customer, *, since: datetime = JOINED) -> StatusRecord:
    """On record as Silver, well above the threshold, so that no review takes it away."""
    return StatusRecord.objects.create(customer=customer, rank=1, name="Silver", since=since.date(), review_on=date(2029, 1, 1), at=since)
