"""A member and their points, said shortly: what every test of the ledger speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from loyalty.ledger import services
from loyalty.ledger.models import Account, Entry, Hold, Lot, LotMove
from loyalty.ledger.queries import account_of, balances, broken
from loyalty.ledger.services import Cause
from tests.factories.customers import CustomerFactory

START = datetime(2027, 5, 3, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
DAY = timedelta(days=1)
MODELS = (Account, Entry, Lot, LotMove, Hold)
_sources = count(1)


def day(number: int) -> datetime:
    """Noon of a day, counted from the start."""
    return START + number * DAY


def cause(at: datetime = START, source: str = "", kind: str = "plan", **more: Any) -> Cause:
    return Cause(source_type=kind, source_id=source or str(next(_sources)), at=at, **more)


def member() -> int:
    """The id of a customer without an account."""
    return CustomerFactory().pk


def earn(
    customer: int, points: int, *, at: datetime = START, live: datetime | None = None, ends: datetime | None = None, source: str = ""
) -> Entry:
    """Give points: live at once and undated, unless said otherwise."""
    return services.earn(customer_id=customer, points=points, cause=cause(at, source), live_from=live or at, expires_at=ends)


def redeem(customer: int, points: int, *, at: datetime = START, source: str = "") -> Entry:
    return services.redeem(customer_id=customer, points=points, cause=cause(at, source, "reward"))


def has(customer: int, *, at: datetime = START) -> tuple[int, int, int, int]:
    """Pending, available, held and debt as the next act will find them."""
    found = balances(customer, at=at)
    return found.pending, found.available, found.held, found.debt


def kept(customer: int) -> tuple[int, int, int, int]:
    """The same four as the account keeps them."""
    account = account_of(customer)
    return (account.pending, account.available, account.held, account.debt) if account else (0, 0, 0, 0)


def kinds(customer: int) -> list[str]:
    """The kinds of the journal, in its order."""
    account = account_of(customer)
    return list(Entry.objects.filter(account=account).order_by("seq").values_list("kind", flat=True)) if account else []


def lots(customer: int) -> list[tuple[int, int, int, str]]:
    """Issued, remaining, held and state of each lot, oldest first."""
    account = account_of(customer)
    rows = Lot.objects.filter(account=account).order_by("id") if account else []
    return [(lot.issued, lot.remaining, lot.held, lot.state) for lot in rows]


def journal(customer: int, *, tag: str = "") -> list[Any]:
    """Every line of a member's journal with its lots and moves, all without ids; `tag` is cut off the sources."""
    account = account_of(customer)
    found: list[Any] = []
    for entry in Entry.objects.filter(account=account).order_by("seq").prefetch_related("lots", "moves") if account else []:
        row = {key: value for key, value in vars(entry).items() if not key.startswith("_") and key not in {"id", "account_id"}}
        row["source_id"] = "" if entry.source_type == "lot" else entry.source_id.removeprefix(tag)
        made = [(lot.issued, lot.remaining, lot.held, lot.state, lot.live_from, lot.expires_at, lot.origin_id) for lot in entry.lots.all()]
        moves = [(move.points, move.held, move.restored, move.restores_id) for move in entry.moves.all()]
        found.append((row, made, moves))
    return found


def digest() -> list[Any]:
    """Every row of the ledger."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = digest()
    yield
    assert digest() == before


def sound() -> None:
    """Every deferred law is asked now, and the audit finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert broken() == []
