"""Giving points to many at once."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty.ledger.causes import Earning
from loyalty.ledger.enums import Kind
from loyalty.ledger.queries import entry_of
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.earning import earn


@act
def earn_all(earnings: Sequence[Earning]) -> int:
    """`earn` for each; gives how many were new. Done again it changes nothing."""
    new = 0
    for earning in earnings:
        if entry_of(Kind.EARN, earning.cause.source) is None:
            new += 1
        earn(
            customer_id=earning.customer_id,
            points=earning.points,
            cause=earning.cause,
            live_from=earning.live_from,
            expires_at=earning.expires_at,
        )
    return new
