"""A draft: what one person of head office typed, from which day on, and why. Only added to; what became of it stands in its approval,
and in its withdrawal, where it was granted and taken back before its day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.laws import DRAFT_LAWS, WITHDRAWAL_LAWS


class Draft(models.Model):
    """What shall be in force from 00:00 in India on `from_day`. `content` is plain JSON; its kind knows how to read it.

    `follows` is the id of the newest version its maker saw: were another one granted meanwhile, this one would undo it unseen.
    """

    kind = models.CharField(max_length=20)
    from_day = models.DateField("from")
    content = models.JSONField()
    follows = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="the_kind_of_a_draft_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_draft_has_a_reason"),
        ]
        triggers = DRAFT_LAWS

    def __str__(self) -> str:
        return f"Draft {self.pk}"

    @property
    def subject(self) -> str:
        """What its request for approval and its audit rows are about: terms_draft:17."""
        return f"{self.kind.partition('.')[0]}_draft:{self.pk}"

    @staticmethod
    def id_of(subject: str) -> int:
        """The id behind a subject."""
        return int(subject.partition(":")[2])


class Withdrawal(models.Model):
    """A granted draft taken back before its day: who, when, why. Only added to; the row it had become is in force on no day."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_withdrawal_has_a_reason")]
        triggers = WITHDRAWAL_LAWS

    def __str__(self) -> str:
        return f"withdrawal of draft {self.draft_id}"
