"""Questions to the ledger. None of them changes or locks anything."""

from loyalty.ledger.queries.accounts import Balances, account_of, balances, family, next_expiry, survivor_ids
from loyalty.ledger.queries.audit import Fault, audited, broken, last_account
from loyalty.ledger.queries.earned import Earned, earned_by
from loyalty.ledger.queries.figures import Outstanding, earned_between, outstanding_by_month
from loyalty.ledger.queries.passport import Step, Trace, entries_of, entry_of, passport

__all__ = [
    "Balances",
    "Earned",
    "Fault",
    "Outstanding",
    "Step",
    "Trace",
    "account_of",
    "audited",
    "balances",
    "broken",
    "earned_between",
    "earned_by",
    "entries_of",
    "entry_of",
    "family",
    "last_account",
    "next_expiry",
    "outstanding_by_month",
    "passport",
    "survivor_ids",
]
