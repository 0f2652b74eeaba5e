"""Verbs of the ledger: the only ways a point comes to be, moves and goes. Each is one transaction, and nests in its caller's."""

from loyalty.ledger.causes import Cause, Earning
from loyalty.ledger.services.accounts import open_account
from loyalty.ledger.services.adjustment import adjust
from loyalty.ledger.services.clawback import claw_back
from loyalty.ledger.services.due import expire_due, mature_due
from loyalty.ledger.services.earning import earn
from loyalty.ledger.services.earning_of_many import earn_all
from loyalty.ledger.services.forfeiting import forfeit
from loyalty.ledger.services.holds import capture, hold, release, release_due
from loyalty.ledger.services.merging import merge
from loyalty.ledger.services.restoring import restore
from loyalty.ledger.services.spending import redeem

__all__ = [
    "Cause",
    "Earning",
    "adjust",
    "capture",
    "claw_back",
    "earn",
    "earn_all",
    "expire_due",
    "forfeit",
    "hold",
    "mature_due",
    "merge",
    "open_account",
    "redeem",
    "release",
    "release_due",
    "restore",
]
