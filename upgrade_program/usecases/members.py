"""A member's points changed by hand, at once or after a second person's yes."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.models import Entry
from loyalty.members import services
from loyalty.members.services import cap_of, require_adjuster
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor

__all__ = ["adjust", "ask_merge", "cap_of", "require_adjuster"]


def adjust(*, actor: Actor, customer_id: int, points: int, reason: str, key: str, at: datetime) -> Entry | Approval:
    """Adjust as `loyalty.members.services.adjust_points` promises and refuses."""
    return services.adjust_points(customer_id=customer_id, points=points, reason=reason, key=key, actor=actor, at=at)


def ask_merge(*, actor: Actor, into_customer_id: int, mobile: str, reason: str, at: datetime) -> Approval:
    """Ask as `loyalty.members.services.ask_merge` promises and refuses."""
    return services.ask_merge(into_customer_id=into_customer_id, mobile=mobile, reason=reason, actor=actor, at=at)
