"""A member with points, and sales they pay with them: what every test of spending speaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from loyalty.ledger import services as ledger
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from loyalty.ledger.services import Cause
from stores.clock import local_day
from tests.factories.billing import cash, points
from tests.factories.loyalty import member
from tests.factories.plans import AT, order, sellable
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.sell import SaleOrder, sell

MOBILE = "+919810455421"  # of the order that the factories make
PRICE = Decimal(549)
MOST = 109  # 20 % of it


def rich(points: int = 1000, *, at: datetime = AT, ends: datetime | None = None) -> Customer:
    """A member with so many live points, the buyer of every order here."""
    customer = Customer.objects.filter(mobile=MOBILE).first() or member(mobile=MOBILE, name="Farhan Ali")
    if points:
        given(customer, points, at=at - timedelta(days=30), ends=ends)
    return customer


def given(customer: Customer, points: int, *, at: datetime = AT, ends: datetime | None = None, source: str = "") -> Entry:
    """Live points from nowhere in particular."""
    cause = Cause(source_type="test", source_id=source or f"{customer.pk}:{Entry.objects.count()}", at=at)
    return ledger.earn(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=ends)


def with_points(amount: int | str | Decimal = 100, *, price: Decimal = PRICE, **changes: Any) -> SaleOrder:
    """An order of which so many rupees are paid with points, the rest in cash."""
    part = Decimal(amount)
    parts = [*([cash(price - part)] if part < price else []), points(part, "")]
    return order(sellable(), **({"tenders": parts} | changes))


def sold_with(amount: int | str = 100, *, actor: Actor, at: datetime = AT, **changes: Any) -> Plan:
    return sell(actor=actor, order=with_points(amount, **changes), at=at, on=local_day(at))


def hear(at: datetime = AT) -> None:
    """Every piece of news reaches its subscribers."""
    while deliver_due(at=at + timedelta(seconds=1)):
        pass


def has(customer: Customer, *, at: datetime = AT) -> tuple[int, int, int, int]:
    """Pending, available, held and debt; and the ledger's own audit finds nothing."""
    assert broken() == []
    found = balances(customer.pk, at=at)
    return found.pending, found.available, found.held, found.debt


def journal(customer: Customer) -> list[tuple[str, str, int]]:
    """Kind, source and points available that came or went, oldest first."""
    rows = Entry.objects.filter(account__customer=customer).order_by("seq")
    return [(row.kind, f"{row.source_type}:{row.source_id}", row.d_available) for row in rows]
