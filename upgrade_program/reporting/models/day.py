"""Which days and weeks the morning's mails are done for, so that a missed one is caught up and none is mailed twice."""

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


class ReportedWeek(models.Model):
    """A week, by its Monday in Asia/Kolkata, that the managers of every store were mailed about."""

    monday = models.DateField(unique=True)
    done_at = models.DateTimeField()
    mailed = models.PositiveIntegerField(help_text="Mails queued: to managers, or to stores without one.")

    class Meta:
        ordering = ["-monday"]
        constraints = [models.CheckConstraint(condition=models.Q(monday__iso_week_day=1), name="a_reported_week_begins_on_a_monday")]

    def __str__(self) -> str:
        return self.monday.isoformat()
