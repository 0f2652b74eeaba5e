"""A refusal shown to have changed nothing, and what members, stock and messages say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from loyalty.ledger.queries import balances, broken
from loyalty.rewards.models import Reward
from tests.factories.plans import AT
from upgrade_program.customers.models import Customer
from upgrade_program.demo.models import KeptMessage
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.sending import send_due

APPS = ("rewards", "activity", "ledger", "customers", "audit", "outbox", "messaging", "otp")


def every_row() -> dict[str, Any]:
    """A digest of all rows of every table that an act could touch."""
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


def has(customer: Customer, *, at: datetime = AT) -> int:
    """The points a member can spend; and the ledger's own audit finds nothing."""
    assert broken() == []
    return balances(customer.pk, at=at).available


def pending(customer: Customer, *, at: datetime = AT) -> int:
    """The points that are a member's own only later."""
    return balances(customer.pk, at=at).pending


def used(row: Reward) -> int:
    return Reward.objects.get(pk=row.pk).used


def told(template: str, *, channel: str = "sms", at: datetime = AT) -> list[str]:
    """What customers got of one template, once news and messages have travelled."""
    while deliver_due(at=at):
        pass
    while send_due(at=at):
        pass
    kept = KeptMessage.objects.filter(template=template, channel=channel).order_by("id")
    return list(kept.values_list("text", flat=True))
