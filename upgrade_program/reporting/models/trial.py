"""The kept trials of drafted terms. See ../kept_trials.py."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import Q

from upgrade_program.foundation.database.laws import never_when

LONG = timedelta(minutes=1)


class KeptTrial(models.Model):
    """What a draft would have promised and paid in the year up to `until`: asked for, begun, then with its figures or with its fault.

    One for what drafts say and follow (`said`, a hash) and the day of `until` in India. `begun_at` is the instant whose plans were read.
    """

    said = models.CharField(max_length=64)
    day = models.DateField()
    draft = models.ForeignKey("drafts.Draft", on_delete=models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField()
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_trial_is_kept_once_a_day", fields=["said", "day"]),
            models.CheckConstraint(
                name="a_trial_has_figures_or_a_fault_once_begun",
                condition=Q(figures__isnull=True, failed="")
                | Q(begun_at__isnull=False, figures__isnull=False, failed="")
                | (Q(begun_at__isnull=False, figures__isnull=True) & ~Q(failed="")),
            ),
        ]
        indexes = [
            models.Index(name="trials_to_reckon", fields=["asked_at"], condition=Q(figures__isnull=True, failed="")),
        ]
        triggers = [
            never_when(
                "a_trial_is_of_the_day_it_goes_up_to",
                pgtrigger.Insert | pgtrigger.Update,
                "NEW.day <> (NEW.until AT TIME ZONE 'Asia/Kolkata')::date",
                "a trial is kept for the day in India that its figures go up to",
            ),
            never_when("a_reckoned_trial_stands", pgtrigger.Update, "OLD.figures IS NOT NULL", "the figures of a trial are reckoned once"),
        ]

    def __str__(self) -> str:
        return f"draft {self.draft_id} up to {self.until}"

    @property
    def is_awaited(self) -> bool:
        """Whether its figures are still to come."""
        return self.figures is None and not self.failed

    def is_left_lying(self, *, at: datetime) -> bool:
        """Whether no worker has begun it for a minute."""
        return self.is_awaited and self.begun_at is None and at - self.asked_at > LONG
