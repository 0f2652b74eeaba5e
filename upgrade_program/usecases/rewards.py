"""The code with which a member says yes to a reward, asked for by their mobile as a till knows them."""

from __future__ import annotations

from datetime import datetime

from loyalty.members.queries import member_by_mobile
from loyalty.rewards.services import CodeSent, send_redemption_code
from loyalty.rewards.services.permission import require_counter
from upgrade_program.kernel.actor import Actor

__all__ = ["CodeSent", "send_code"]


def send_code(*, actor: Actor, mobile: str, reward: str, address: str, at: datetime) -> CodeSent:
    """Send as `loyalty.rewards.services.send_redemption_code` promises and refuses; a mobile without a member is `not_found`."""
    require_counter(actor)
    customer = member_by_mobile(actor, mobile, at=at).customer
    return send_redemption_code(reward=reward, customer=customer, actor=actor, address=address, at=at)
