"""Goods to download: their files, each member's own link, and what was fetched by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loyalty.rewards import laws
from loyalty.rewards.models.catalogue import Reward
from loyalty.rewards.models.redemption import Redemption


class GoodsFile(models.Model):
    """One file of a reward: a wallpaper, a ringtone, a pack. Its bytes have `name` in the storage `goods`."""

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=60)
    title_hi = models.CharField("title in Hindi", max_length=60)
    name = models.CharField(max_length=100, unique=True)
    filename = models.CharField(max_length=80, help_text="What the member's phone calls it.")
    media_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "file to download"
        verbose_name_plural = "files to download"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_file_has_a_size"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="the_hash_of_a_file_is_sha256"),
            models.CheckConstraint(condition=Q(filename__regex=r"^[a-z0-9]+([._-][a-z0-9]+)*$"), name="a_filename_is_plain"),
        ]
        triggers = laws.FILE_LAWS

    def __str__(self) -> str:
        return self.title

    def named(self, language: str) -> str:
        return self.title_hi if language == "hi" else self.title


class DownloadLink(models.Model):
    """The member's way to the files of one redemption: a random token that opens nothing else and can be revoked."""

    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="links")
    token = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["redemption"], condition=Q(revoked_at__isnull=True), name="one_download_link_in_force_a_redemption"
            )
        ]
        triggers = [laws.LINKS_STAY]

    def __str__(self) -> str:
        return f"link {self.pk}"


class Download(models.Model):
    """A file was fetched by a link. Only added to; the goods of a redemption with one have been used."""

    link = models.ForeignKey(DownloadLink, on_delete=models.PROTECT, related_name="downloads")
    file = models.ForeignKey(GoodsFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        triggers = [laws.DOWNLOADS_ARE_ONLY_ADDED]

    def __str__(self) -> str:
        return f"download {self.pk}"
