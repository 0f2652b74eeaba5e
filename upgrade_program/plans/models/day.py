"""Which business days the daily job has finished, so that a missed day is caught up and none runs twice."""

from django.db import models


class BusinessDay(models.Model):
    """One day in Asia/Kolkata whose daily work is done."""

    day = models.DateField(unique=True)
    done_at = models.DateTimeField()
    expired = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
