"""The one table of jobs."""

from django.db import models
from django.db.models import F, Q


class JobRun(models.Model):
    """The last run of one job; `failed` names the error's class and place, empty for a run that ended well."""

    name = models.CharField(max_length=60, unique=True)
    ended_at = models.DateTimeField()
    seconds = models.FloatField()
    failed = models.CharField(max_length=200, blank=True)
    succeeded_at = models.DateTimeField(null=True, help_text="When it last ended well.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="a_job_run_takes_time", condition=Q(seconds__gte=0) & ~Q(name="")),
            models.CheckConstraint(
                name="a_job_succeeded_by_its_last_run", condition=Q(succeeded_at__isnull=True) | Q(succeeded_at__lte=F("ended_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.ended_at}"
