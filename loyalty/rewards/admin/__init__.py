"""Head office's pages of rewards: the catalogue, its dated terms, stock and codes, the files to download; redemptions are looked at."""

from loyalty.rewards.admin.catalogue import RewardAdmin
from loyalty.rewards.admin.goods import GoodsFileAdmin
from loyalty.rewards.admin.redemptions import RedemptionAdmin
from loyalty.rewards.admin.terms import RewardTermsAdmin

__all__ = ["GoodsFileAdmin", "RedemptionAdmin", "RewardAdmin", "RewardTermsAdmin"]
