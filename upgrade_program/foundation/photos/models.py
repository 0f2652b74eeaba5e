"""The table of photos: what each shows, who took it when, and the fingerprint of the bytes that are kept."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from upgrade_program.foundation.photos.laws import FACTS_STAND, LIMITED, NEVER_DELETED


class Photo(models.Model):
    """One photo of a subject (`claim:17`) from a view (`front`). Its file has `name` in the storage `photos`, until `deleted_at`.

    `by_*` is a snapshot of who added it; `sha256`, `width`, `height` and `size` (bytes) are those of the stored file.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=60)
    view = models.CharField(max_length=20)
    name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_on = models.DateField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, blank=True)
    store_id = models.BigIntegerField(null=True)
    keep_until = models.DateField(help_text="The last day on which the file is kept.")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0, size__gt=0), name="a_photo_has_a_size"),
            models.CheckConstraint(condition=~Q(subject=""), name="a_photo_is_of_something"),
            models.CheckConstraint(condition=Q(view__regex=r"^[a-z0-9]+([_-][a-z0-9]+)*$"), name="the_view_of_a_photo_is_a_slug"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="the_hash_of_a_photo_is_sha256"),
            models.CheckConstraint(condition=Q(keep_until__gte=F("taken_on")), name="a_photo_is_kept_at_least_its_day"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(deleted_at__gte=F("taken_at")), name="a_photo_is_deleted_after_it_was_taken"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "taken_at"], name="photos_of_a_subject"),
            models.Index(fields=["keep_until"], condition=Q(deleted_at=None), name="photos_by_their_last_day"),
        ]
        triggers = [FACTS_STAND, NEVER_DELETED, LIMITED]

    def __str__(self) -> str:
        return f"{self.subject} {self.view}"
