"""The notices of points: one a member and day at most."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class NoticeDay(models.Model):
    """A local day on which members are told what they earned: of the ledger's entries after `after_entry`, up to `through_entry`.

    `told_through` is the last customer told so far; `done_at` is set when all are. `warned_through` and `warned_at` are the same of the
    warnings that points end soon.
    """

    day = models.DateField(unique=True)
    after_entry = models.BigIntegerField()
    through_entry = models.BigIntegerField()
    told_through = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    warned_through = models.BigIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(condition=Q(through_entry__gte=F("after_entry")), name="notices_go_on_where_the_last_ended"),
            models.UniqueConstraint(
                fields=["after_entry"], condition=Q(through_entry__gt=F("after_entry")), name="an_entry_is_told_of_once"
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
