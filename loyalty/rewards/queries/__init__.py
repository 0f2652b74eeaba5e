"""Questions about rewards."""

from loyalty.rewards.queries.catalogue import Offer, offers, reward_by_key, terms_at
from loyalty.rewards.queries.goods import files_of, link_behind, link_of
from loyalty.rewards.queries.member import Choice, choices_for, free_place, member_for, refuse_unavailable
from loyalty.rewards.queries.redemptions import for_actor, own_redemption, redemption_for, redemptions_of

__all__ = [
    "Choice",
    "Offer",
    "choices_for",
    "files_of",
    "for_actor",
    "free_place",
    "link_behind",
    "link_of",
    "member_for",
    "offers",
    "own_redemption",
    "redemption_for",
    "redemptions_of",
    "refuse_unavailable",
    "reward_by_key",
    "terms_at",
]
