"""Members with points in every state, and the ids of their rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from loyalty.ledger import services
from loyalty.ledger.models import Lot
from loyalty.ledger.queries import account_of
from loyalty.ledger.services import Cause
from tests.factories.customers import CustomerFactory


def points(*, at: datetime) -> dict[str, Any]:
    """A member with lots live, pending and dead, points spent and given back, holds open and released; one who owes; one merged."""
    asha, ravi, gone, nobody = (CustomerFactory().pk for _ in range(4))
    before = at - timedelta(days=30)

    def cause(source: str, instant: datetime = at) -> Cause:
        return Cause(source_type="victim", source_id=source, at=instant)

    earned = services.earn(customer_id=asha, points=500, cause=cause("bill"), live_from=at, expires_at=None)
    waits = services.earn(customer_id=asha, points=30, cause=cause("later"), live_from=at + timedelta(days=7), expires_at=None)
    dead = services.earn(customer_id=asha, points=20, cause=cause("dead", before), live_from=before, expires_at=at)
    services.expire_due(at=at)
    spent = services.redeem(customer_id=asha, points=100, cause=cause("spent"))
    services.restore(entry_id=spent.pk, in_all=40, cause=cause("returned"))
    hold, other = (
        services.hold(customer_id=asha, points=50, cause=cause(f"hold{number}"), until=at + timedelta(hours=1)) for number in (1, 2)
    )
    released = services.release(hold_id=other.pk, cause=cause("released"))
    services.earn(customer_id=ravi, points=60, cause=cause("owed"), live_from=at, expires_at=None)
    services.redeem(customer_id=ravi, points=60, cause=cause("gone"))
    services.claw_back(earn_source=("victim", "owed"), in_all=60, cause=cause("back"))
    old = services.open_account(customer_id=gone, at=at)
    services.merge(from_customer_id=gone, into_customer_id=asha, cause=cause("merge"))
    found, owing = account_of(asha), account_of(ravi)
    assert found
    assert owing
    move = spent.moves.get()
    return {
        "points": found.pk, "owing": owing.pk, "merged": old.pk, "other_customer": nobody, "earned": earned.pk, "spent": spent.pk,
        "released": released.pk, "lot": Lot.objects.get(entry=earned).pk, "pending_lot": Lot.objects.get(entry=waits).pk,
        "dead_lot": Lot.objects.get(entry=dead).pk, "spent_move": move.pk, "restored_move": move.pk, "hold": hold.pk,
        "released_hold": other.pk,
    }  # fmt: skip
