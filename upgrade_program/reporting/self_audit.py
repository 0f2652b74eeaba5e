"""The self-audit: whether the books agree, how old the oldest undone work is, and when each job last ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Min, Sum

from loyalty.ledger.models import Account, Entry, Lot
from loyalty.ledger.queries import broken, last_account
from upgrade_program.foundation.jobs.models import JobRun
from upgrade_program.foundation.outbox.queries import Standing, standing

LIVE_UP_TO = 20_000  # accounts audited while somebody waits for the page; more are left to the nightly job
VERIFY = "ledger.verify"
BALANCES = ("pending", "available", "held", "debt")


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance summed over all accounts, and over the whole journal."""

    name: str
    accounts: int
    journal: int

    @property
    def agrees(self) -> bool:
        return self.accounts == self.journal


@dataclass(frozen=True, slots=True)
class SelfAudit:
    """`broken` is None where the accounts are too many to look at now: then the nightly job's run counts."""

    trial: list[Balance]
    kinds: list[tuple[str, int, int]]  # kind, entries, points given or taken in all
    broken: int | None
    faults: list[str]
    news: Standing
    oldest_live: datetime | None
    oldest_expiry: datetime | None
    jobs: list[JobRun]

    @property
    def agrees(self) -> bool:
        return all(row.agrees for row in self.trial) and not self.broken


def self_audit(*, at: datetime) -> SelfAudit:
    """Everything of it as of an instant. Faults are named by account numbers, the first twenty."""
    accounts = Account.objects.aggregate(**{name: Sum(name, default=0) for name in BALANCES})
    journal = Entry.objects.aggregate(**{name: Sum(f"d_{name}", default=0) for name in BALANCES})
    found = broken() if last_account() <= LIVE_UP_TO else None
    waiting = Lot.objects.filter(remaining__gt=0)
    return SelfAudit(
        trial=[Balance(name, int(accounts[name]), int(journal[name])) for name in BALANCES],
        kinds=_kinds(),
        broken=None if found is None else len(found),
        faults=[str(fault) for fault in (found or [])[:20]],
        news=standing(at=at),
        oldest_live=waiting.filter(state="pending", live_from__lte=at).aggregate(oldest=Min("live_from"))["oldest"],
        oldest_expiry=waiting.filter(expires_at__lte=at).aggregate(oldest=Min("expires_at"))["oldest"],
        jobs=list(JobRun.objects.order_by("name")),
    )


def _kinds() -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*), sum(d_pending + d_available + d_held - d_debt)::bigint FROM ledger_entry GROUP BY kind ORDER BY kind"
        )
        return list(cursor.fetchall())
