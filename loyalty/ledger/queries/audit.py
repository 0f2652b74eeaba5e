"""The audit of the ledger: what does not agree, account by account. It is always empty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_BROKEN = Path(__file__).with_suffix(".sql").read_text()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree in one account."""

    account_id: int
    what: str
    facts: str

    def __str__(self) -> str:
        return f"account {self.account_id}: {self.what}" + (f" ({self.facts})" if self.facts else "")


def broken() -> list[Fault]:
    """Every fault of every account, by account."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {})
        return sorted((Fault(*row) for row in cursor.fetchall()), key=lambda fault: (fault.account_id, fault.what))
