"""Rewards on offer, and members with points to spend on them; all made through the services."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn
from loyalty.rewards.models import GoodsFile, Redemption, Reward, RewardTerms
from loyalty.rewards.services import add_file, add_reward, load_codes, redeem_reward, set_terms
from loyalty.rewards.services.catalogue import NewReward
from tests.factories.loyalty import member
from tests.factories.plans import AT
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor

BEGAN = AT - timedelta(days=30)
_numbers = count(1_000_000_000)  # of one length, so that keys stand in the order of their making


class Bytes:
    """An upload of these bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int, /) -> bytes:
        return self.data[:size]


def reward(*, at: datetime = BEGAN, **changes: Any) -> Reward:
    """A voucher whose codes are made here, without a limit of stock, unless changed; it has no terms yet."""
    plain = {
        "key": f"reward-{next(_numbers)}",
        "kind": "voucher",
        "name": "Case voucher",
        "name_hi": "कवर वाउचर",
        "about": "₹500 off any case.",
        "about_hi": "किसी भी कवर पर ₹500 की छूट।",
    }
    return add_reward(new=NewReward(**(plain | changes)), actor=SYSTEM, at=at)


def terms_of(row: Reward, *, at: datetime = BEGAN, **changes: Any) -> RewardTerms:
    """Terms of 250 points from `at` on, one a member in all, unless changed."""
    plain = {"points": 250, "most": 1, "period": "ever", "from_at": at, "until": None, "good_days": None, "reason": "first price"}
    return set_terms(reward=row, actor=SYSTEM, at=at, **(plain | changes))


def on_offer(*, points: int = 250, most: int = 1, period: str = "ever", good_days: int | None = None, **changes: Any) -> Reward:
    """A reward that can be had now."""
    row = reward(**changes)
    terms_of(row, points=points, most=most, period=period, good_days=good_days)
    return row


def listed(codes: list[str], **changes: Any) -> Reward:
    """A partner's deal with a list of codes, on offer."""
    row = on_offer(kind="partner", partner="Mi Coffee", made="list", name="Coffee", **changes)
    load_codes(reward=row, text="\n".join(codes), reason="first list", actor=SYSTEM, at=BEGAN)
    row.refresh_from_db()
    return row


def goods(data: bytes = b"\x89PNG\r\n\x1a\n" + b"0" * 100, **changes: Any) -> tuple[Reward, GoodsFile]:
    """Goods of one file, on offer."""
    row = on_offer(kind="goods", name="Wallpapers", **changes)
    return row, add_file(reward=row, title="Dawn over Delhi", title_hi="दिल्ली की सुबह", file=Bytes(data), actor=SYSTEM, at=BEGAN)


def rich(points: int = 1000, *, at: datetime = BEGAN, **changes: Any) -> Customer:
    """A member with so many points, undated and live; `since` when they are one."""
    customer = member(**changes)
    cause = Cause(source_type="test", source_id=str(next(_numbers)), at=at)
    earn(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=None)
    return customer


def had(row: Reward, customer: Customer, *, actor: Actor, at: datetime = AT) -> Redemption:
    """The redemption of a reward for a member."""
    return redeem_reward(reward=row.key, customer_id=customer.pk, actor=actor, at=at)
