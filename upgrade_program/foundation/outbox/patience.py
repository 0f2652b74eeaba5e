"""How long news waits after a failure: a subscriber's own counts as a try, the database's load does not, for an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

TRIES = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
PATIENCE = timedelta(hours=1)  # since it was recorded; whatever is too busy for longer is no passing load


def after_try(attempts: int) -> timedelta:
    """5 s after the first failed try, doubling up to an hour."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def while_busy(*, recorded_at: datetime, at: datetime) -> timedelta | None:
    """As long again as it has waited already, 5 s at least; None where its patience is over and the failure counts as a try."""
    waited = at - recorded_at
    return max(waited, FIRST_WAIT) if waited < PATIENCE else None
