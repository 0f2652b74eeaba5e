"""What the calls on rewards give: plain dicts, exactly as `answers_rewards.py` lists them."""

from __future__ import annotations

from typing import Any

from loyalty.members.ids import member_id
from loyalty.rewards.models import Redemption
from loyalty.rewards.queries import Choice, Offer
from upgrade_program.interfaces.api.presenters import instant


def reward(offer: Offer, choice: Choice | None = None) -> dict[str, Any]:
    """An offer, and what a member lacks for it where one was asked about."""
    row, terms = offer.reward, offer.terms
    return {
        "reward": row.key,
        "kind": row.kind,
        "name": row.name,
        "about": row.about,
        "partner": row.partner or None,
        "percent_off": row.percent_off,
        "needs_membership": row.needs_membership,
        "points": terms.points,
        "limit": {"most": terms.most, "period": terms.period},
        "left": offer.left,
        "until": instant(offer.until) if offer.until else None,
        "missing": choice.missing if choice else None,
        "reason": choice.why.sentence if choice and choice.why else None,
    }


def redemption(row: Redemption, *, store: str) -> dict[str, Any]:
    """A redemption just made, at the store of a code; its download link is the member's alone."""
    return {
        "id": row.written,
        "member": member_id(row.customer_id),
        "reward": row.reward.key,
        "kind": row.reward.kind,
        "points": row.points,
        "state": row.state,
        "code": row.code.code if row.code else None,
        "good_through": row.good_through.isoformat() if row.good_through else None,
        "store": store or None,
        "at": instant(row.at),
    }
