"""The tables of rewards."""

from loyalty.rewards.models.catalogue import Reward, RewardTerms
from loyalty.rewards.models.codes import Code
from loyalty.rewards.models.goods import Download, DownloadLink, GoodsFile
from loyalty.rewards.models.redemption import Redemption

__all__ = ["Code", "Download", "DownloadLink", "GoodsFile", "Redemption", "Reward", "RewardTerms"]
