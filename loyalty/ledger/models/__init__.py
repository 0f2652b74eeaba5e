"""The tables of the ledger. Their one writer is `loyalty.ledger.services`."""

from loyalty.ledger.models.account import Account
from loyalty.ledger.models.entry import Entry
from loyalty.ledger.models.hold import Hold
from loyalty.ledger.models.lot import Lot, LotMove

__all__ = ["Account", "Entry", "Hold", "Lot", "LotMove"]
