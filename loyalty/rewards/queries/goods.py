"""The files behind a download link."""

from __future__ import annotations

from django.db.models import QuerySet

from loyalty.rewards.models import DownloadLink, GoodsFile, Redemption, Reward


def link_of(redemption: Redemption) -> DownloadLink | None:
    """The link of a redemption in force."""
    return redemption.links.filter(revoked_at=None).first()


def link_behind(token: str) -> DownloadLink | None:
    """The link of a token, with its redemption and reward; unknown and revoked tokens are alike: None."""
    if len(token) > 64 or "\x00" in token:
        return None
    links = DownloadLink.objects.select_related("redemption__reward", "redemption__customer")
    return links.filter(token=token, revoked_at=None).first()


def files_of(reward: Reward) -> QuerySet[GoodsFile]:
    """The files a reward gives now."""
    return reward.files.filter(withdrawn_at=None)
