"""What a member has, as it stands at an instant, whether or not a job has been there since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from loyalty.ledger.enums import LotState
from loyalty.ledger.models import Account, Lot
from stores.clock import local_day

_SURVIVORS = """
    WITH RECURSIVE way (customer_id, id, next) AS (
        SELECT customer_id, id, merged_into_id FROM ledger_account WHERE customer_id = ANY(%s)
        UNION ALL
        SELECT way.customer_id, a.id, a.merged_into_id FROM way JOIN ledger_account a ON a.id = way.next
    )
    SELECT customer_id, id FROM way WHERE next IS NULL
"""
_FAMILY = """
    WITH RECURSIVE kin (id) AS (
        SELECT %s::bigint UNION ALL SELECT a.id FROM kin JOIN ledger_account a ON a.merged_into_id = kin.id
    )
    SELECT id FROM kin
"""


@dataclass(frozen=True, slots=True)
class Balances:
    """Points, all whole and none negative; debt is what the next live points pay first."""

    pending: int = 0
    available: int = 0
    held: int = 0
    debt: int = 0


def survivor_ids(customer_ids: Iterable[int]) -> dict[int, int]:
    """Customer -> the account their points stand in: their own, or the one it was merged into. Who has none is missing."""
    with connection.cursor() as cursor:
        cursor.execute(_SURVIVORS, [list(customer_ids)])
        return dict(cursor.fetchall())


def account_of(customer_id: int) -> Account | None:
    """The account the customer's points stand in."""
    return Account.objects.filter(pk__in=survivor_ids([customer_id]).values()).first()


def family(account_id: int) -> list[int]:
    """The account and all that were merged into it."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [account_id])
        return [found for (found,) in cursor.fetchall()]


def balances(customer_id: int, *, at: datetime) -> Balances:
    """What the next act at `at` finds: due points are live (and have paid the debt), a lot past its instant is gone."""
    account = account_of(customer_id)
    return balances_of(account, at=at) if account else Balances()


def balances_of(account: Account, *, at: datetime) -> Balances:
    """The same of an account at hand."""
    pending = available = 0
    debt = account.debt
    for lot in _open_lots(account):
        if lot.state == LotState.PENDING and lot.live_from > at:
            pending += lot.remaining
            continue
        paid = min(debt, lot.remaining) if lot.state == LotState.PENDING else 0
        debt -= paid
        if lot.expires_at is None or lot.expires_at > at:
            available += lot.remaining - paid
    return Balances(pending=pending, available=available, held=account.held, debt=debt)


def next_expiry(customer_id: int, *, at: datetime) -> tuple[date, int] | None:
    """The last day of the live points that end first, and how many they are; None when none of them ends."""
    account = account_of(customer_id)
    if account is None:
        return None
    ends: dict[datetime, int] = {}
    debt = account.debt
    for lot in _open_lots(account):
        if lot.state == LotState.PENDING and lot.live_from > at:
            continue
        paid = min(debt, lot.remaining) if lot.state == LotState.PENDING else 0
        debt -= paid
        if lot.expires_at is not None and lot.expires_at > at and lot.remaining > paid:
            ends[lot.expires_at] = ends.get(lot.expires_at, 0) + lot.remaining - paid
    if not ends:
        return None
    first = min(ends)
    return local_day(first - timedelta(microseconds=1)), ends[first]


def _open_lots(account: Account) -> list[Lot]:
    """In the order in which they became, or become, live."""
    return list(Lot.objects.filter(account=account, remaining__gt=0).order_by("live_from", "id"))
