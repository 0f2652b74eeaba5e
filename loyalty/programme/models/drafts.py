"""A draft of the programme's next version: written by one person, looked at on past bills, published once another one allows it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from loyalty.programme.enums import Part
from loyalty.programme.models.laws import DRAFT_LAWS


class Draft(models.Model):
    """What is to be in force from `from_day` on: of the settings, of all earn rules together, or of the ladder.

    `content` is as `content.as_json` writes it, `base` the draft whose publication it follows (none: the first versions). `preview` is
    what it would have given on past bills, as its maker saw it at `previewed_at`. Whether it waits, the approvals know.
    """

    part = models.CharField(max_length=8, choices=[(word.value, word.value) for word in Part])
    from_day = models.DateField("from")
    content = models.JSONField()
    reason = models.CharField(max_length=300)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    preview = models.JSONField(null=True)
    previewed_at = models.DateTimeField(null=True)
    approval_id = models.BigIntegerField(null=True, unique=True)
    published_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "draft of the programme"
        verbose_name_plural = "drafts of the programme"
        constraints = [
            models.CheckConstraint(condition=Q(part__in=[word.value for word in Part]), name="the_part_of_a_draft_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_draft_says_why"),
            models.CheckConstraint(
                condition=Q(preview__isnull=True, previewed_at=None) | Q(preview__isnull=False, previewed_at__isnull=False),
                name="a_preview_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, approval_id=None)
                | Q(published_at__isnull=False, approval_id__isnull=False, previewed_at__isnull=False, dropped_at=None),
                name="a_published_draft_was_previewed_and_allowed",
            ),
        ]
        triggers = DRAFT_LAWS

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"
