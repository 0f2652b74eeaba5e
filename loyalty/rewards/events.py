"""News of rewards, as rows in the outbox. Ids and points only: codes and names stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RedemptionNews:
    """What all news of a redemption tells: it, the member, the reward, the points, and the instant in ISO form."""

    topic: ClassVar[str]

    redemption_id: int
    customer_id: int
    reward: str
    points: int
    at: str

    @property
    def cause(self) -> str:
        return f"redemption:{self.redemption_id}:{self.topic.partition('.')[2]}"


@dataclass(frozen=True, slots=True)
class RewardRedeemed(RedemptionNews):
    """Points left the account for a reward."""

    topic: ClassVar[str] = "reward.redeemed"


@dataclass(frozen=True, slots=True)
class RewardCancelled(RedemptionNews):
    """A redemption was taken back unused: the points are back in their lots."""

    topic: ClassVar[str] = "reward.cancelled"
