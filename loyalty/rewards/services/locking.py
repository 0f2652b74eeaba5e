"""One redemption at a time: the row is locked before anything about it is decided."""

from __future__ import annotations

from loyalty.rewards.enums import State
from loyalty.rewards.models import Redemption
from loyalty.rewards.refusals import RedemptionOver


def locked_issued(found: Redemption) -> Redemption:
    """The redemption as it stands, kept from everybody else until the transaction ends; refuses (`redemption_over`) one that ended."""
    row = Redemption.objects.select_for_update(of=("self",), no_key=True).select_related("reward").order_by().get(pk=found.pk)
    if row.state != State.ISSUED:
        raise RedemptionOver(state=row.state)
    return row
