"""Which business days the morning's mails are done for, so that a missed day is caught up and none is mailed twice."""

from django.db import models


class ReportedDay(models.Model):
    """A day in Asia/Kolkata after whose end every store that had not closed it was mailed its report."""

    day = models.DateField(unique=True)
    done_at = models.DateTimeField()
    mailed = models.PositiveIntegerField(help_text="Stores mailed that had not closed their drawer, or took money after it.")

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
