"""The table of spending, expiry, refunds and debt, played through the ledger; with one of its rules turned round, rows fail."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Account, Entry, Lot
from loyalty.ledger.queries import broken
from loyalty.ledger.refusals import PointsInsufficient
from loyalty.ledger.services import book, claw_back, earn, expire_due, redeem, restore, restoring
from stores.clock import start_of_day
from tests.factories.customers import CustomerFactory
from tests.worked_examples.tables import Row, day, rows

pytestmark = pytest.mark.django_db
ROWS = rows("points")
_DAY = r"\d+ \w+ \d+"
_STEP = re.compile(
    rf"(?P<on>{_DAY}) (?:(?P<act>earn|spend) (?P<name>\w) (?P<points>\d+)(?: until (?P<until>{_DAY})| without end| (?P<refused>refused))?"
    r"|(?P<back>take back|give back) (?P<in_all>\d+) of (?P<of>\w)|(?P<expire>expire))"
)


class Member:
    """One member, living through a row of the table."""

    def __init__(self) -> None:
        self.customer = CustomerFactory()
        self.lots: dict[str, int] = {}
        self.spent: dict[str, int] = {}
        self.steps = 0

    def live(self, text: str) -> None:
        step = _STEP.fullmatch(text)
        assert step, f"nobody can read {text!r}"
        self.steps += 1
        at = start_of_day(day(step["on"])) + timedelta(hours=12, minutes=self.steps)
        name = step["name"] or step["of"] or ""
        cause = Cause(source_type="test", source_id=f"{self.customer.pk}:{name}:{self.steps}", at=at)
        if step["act"] == "earn":
            self._earn(step, cause)
        elif step["act"] == "spend":
            self._spend(step, cause)
        elif step["back"] == "take back":
            claw_back(earn_source=self._source(name), in_all=int(step["in_all"]), cause=cause)
        elif step["back"] == "give back":
            restore(entry_id=self.spent[name], in_all=int(step["in_all"]), cause=cause)
        else:
            expire_due(at=at)

    def left(self) -> str:
        """A 30, B 0; lots issued anew stand at the end."""
        old = [f"{name} {Lot.objects.get(entry_id=pk).remaining}" for name, pk in self.lots.items()]
        anew = Lot.objects.filter(account__customer=self.customer).exclude(entry__in=self.lots.values()).order_by("id")
        return ", ".join([*old, *(f"again {lot.remaining}" for lot in anew)])

    @property
    def debt(self) -> str:
        return str(Account.objects.get(customer=self.customer).debt)

    def _earn(self, step: Any, cause: Cause) -> None:
        until: datetime | None = start_of_day(day(step["until"]) + timedelta(days=1)) if step["until"] else None
        entry = earn(customer_id=self.customer.pk, points=int(step["points"]), cause=cause, live_from=cause.at, expires_at=until)
        self.lots[step["name"]] = entry.pk

    def _spend(self, step: Any, cause: Cause) -> None:
        if step["refused"]:
            with pytest.raises(PointsInsufficient):
                redeem(customer_id=self.customer.pk, points=int(step["points"]), cause=cause)
        else:
            self.spent[step["name"]] = redeem(customer_id=self.customer.pk, points=int(step["points"]), cause=cause).pk

    def _source(self, name: str) -> tuple[str, str]:
        entry = Entry.objects.get(pk=self.lots[name])
        return entry.source_type, entry.source_id


def outcome(row: Row) -> tuple[str, str]:
    member = Member()
    for step in row["what happens"].split("; "):
        member.live(step)
    assert broken() == []
    return member.left(), member.debt


def failures() -> list[str]:
    return [row["no"] for row in ROWS if outcome(row) != (row["left in each lot"], row["debt"])]


@pytest.mark.parametrize("row", ROWS, ids=[row["no"] for row in ROWS])
def test_the_row_comes_out(row):
    assert outcome(row) == (row["left in each lot"], row["debt"])


@pytest.mark.parametrize("grace", [29, 31])
def test_another_grace_fails(monkeypatch, grace):
    monkeypatch.setattr(restoring, "GRACE", grace)
    assert failures()


ORDERS = {
    "oldest first": lambda lot: lot.pk or 0,
    "newest first": lambda lot: -(lot.pk or 0),
    "undated first": lambda lot: (lot.expires_at is not None, lot.expires_at, lot.pk or 0),
    "longest first": lambda lot: (lot.expires_at is None, -lot.expires_at.timestamp() if lot.expires_at else 0, lot.pk or 0),
}


@pytest.mark.parametrize("order", ORDERS)
def test_spending_in_another_order_fails(monkeypatch, order):
    proper = book.Book.spendable
    monkeypatch.setattr(book.Book, "spendable", lambda self, *, at: sorted(proper(self, at=at), key=ORDERS[order]))
    assert failures()
