"""What the catalogue offers at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from loyalty.rewards.models import Reward, RewardTerms
from loyalty.rewards.refusals import Ended, NotBegun, NotOffered, UnknownReward
from stores.clock import local_day
from upgrade_program.kernel.wording import day_text


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward on the terms in force; `left` is None without a limit, `until` the instant at which the terms end, if they do."""

    reward: Reward
    terms: RewardTerms

    @property
    def left(self) -> int | None:
        return self.reward.left

    @property
    def until(self) -> datetime | None:
        ends: datetime | None = self.terms.valid.upper
        return ends


def standing_terms() -> QuerySet[RewardTerms]:
    """All terms but the withdrawn."""
    return RewardTerms.objects.filter(withdrawn_at=None)


def offers(*, at: datetime) -> list[Offer]:
    """What can be had at an instant, stock left or not, cheapest first."""
    terms = standing_terms().filter(valid__contains=at).select_related("reward").order_by("points", "reward__key")
    return [Offer(reward=row.reward, terms=row) for row in terms]


def reward_by_key(key: str) -> Reward:
    """The reward of a key; refuses (`invalid`) one that nobody knows."""
    reward = Reward.objects.filter(key=key).first() if key.isascii() and "\x00" not in key else None
    if reward is None:
        raise UnknownReward
    return reward


def terms_at(reward: Reward, *, at: datetime) -> RewardTerms:
    """The terms of a reward in force; refuses (`reward_unavailable`) one that has ended, has not begun or was never offered, by its day."""
    terms = list(standing_terms().filter(reward=reward).order_by("valid"))
    for row in terms:
        if row.valid.lower <= at and (row.valid.upper is None or at < row.valid.upper):
            return row
    coming = [row.valid.lower for row in terms if row.valid.lower > at]
    if coming:
        raise NotBegun(reward=reward.name, day=day_text(local_day(min(coming))))
    gone = [row.valid.upper for row in terms if row.valid.upper is not None]
    if gone:
        raise Ended(reward=reward.name, day=day_text(local_day(max(gone))))
    raise NotOffered(reward=reward.name)


def newest_first(rewards: QuerySet[RewardTerms]) -> QuerySet[RewardTerms]:
    """Dated rows as head office reads them."""
    return rewards.order_by("reward__name", F("valid").desc())
