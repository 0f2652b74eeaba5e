"""The audit of the ledger: what does not agree, account by account. It is always empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max

from loyalty.ledger.models import Account

CHUNK = 250_000  # accounts a statement; each reads the moves, which name no account, from end to end
_BROKEN = Path(__file__).with_suffix(".sql").read_text()
_PATIENCE = "SET LOCAL statement_timeout = '10min'; SET LOCAL work_mem = '256MB'"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree in one account."""

    account_id: int
    what: str
    facts: str

    def __str__(self) -> str:
        return f"account {self.account_id}: {self.what}" + (f" ({self.facts})" if self.facts else "")


def broken() -> list[Fault]:
    """Every fault of every account."""
    return [fault for _, found in audited() for fault in found]


def audited(*, chunk: int = CHUNK) -> Iterator[tuple[int, list[Fault]]]:
    """The faults, so many accounts at a time: each time the last account that was looked at, and what was found up to there."""
    last = last_account()
    for first in range(1, last + 1, chunk):
        through = min(first + chunk - 1, last)
        yield through, _faults(first, through)


def last_account() -> int:
    """The number up to which accounts are numbered."""
    return Account.objects.aggregate(last=Max("pk"))["last"] or 0


def _faults(first: int, last: int) -> list[Fault]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute(_BROKEN, {"first": first, "last": last})
        return sorted((Fault(*row) for row in cursor.fetchall()), key=lambda fault: (fault.account_id, fault.what, fault.facts))
