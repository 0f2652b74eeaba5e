"""What a message of a redemption tells and no table of messages holds: its code, or its download link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from loyalty.rewards.enums import Kind, State
from loyalty.rewards.models import Redemption
from loyalty.rewards.queries.goods import link_of


def secret_of(redemption_id: str, *, at: datetime) -> dict[str, str] | None:
    """The secret slot of a redemption's message, at the moment of sending; None once it was cancelled, when there is nothing to tell."""
    row = Redemption.objects.select_related("reward", "code").filter(pk=int(redemption_id)).first()
    if row is None or row.state == State.CANCELLED:
        return None
    if row.reward.kind == Kind.GOODS:
        link = link_of(row)
        return {"link": f"{settings.PUBLIC_URL}/g/{link.token}/"} if link else None
    return {"code": row.code.code} if row.code else None
