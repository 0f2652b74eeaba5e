"""The rollup of what the brand owes: on which day how much begins to be owed, and how much ends. How it works: ../exposure/README.md."""

from django.db import models
from django.db.models import F, Q

from upgrade_program.reporting.enums import Axis


class ExposureStep(models.Model):
    """All plans of one store, model or bill month that enter or leave a tier on one day, in plans and rupees.

    What is owed on a day is the sum of `gained - lost` through that day; `opened` is the part of `gained` that begins a promise.
    """

    axis = models.CharField(max_length=5, choices=[(axis.value, axis.value) for axis in Axis])
    key = models.BigIntegerField(help_text="The id of the store or model; of a bill month 202705.")
    tier = models.PositiveSmallIntegerField(help_text="1 is the first; 0 where the axis does not tell them apart.")
    day = models.DateField(help_text="The first day of the tier, or the day after its last. Days long past are added up on one.")
    entered = models.BigIntegerField()
    gained = models.DecimalField(max_digits=16, decimal_places=2)
    gone = models.BigIntegerField()
    lost = models.DecimalField(max_digits=16, decimal_places=2)
    opened = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_step_of_what_is_owed_stands_once", fields=["axis", "key", "tier", "day"]),
            models.CheckConstraint(name="a_step_is_of_a_known_axis", condition=Q(axis__in=[axis.value for axis in Axis])),
        ]
        indexes = [models.Index(name="steps_of_an_axis_by_day", fields=["axis", "day"])]

    def __str__(self) -> str:
        return f"{self.axis} {self.key}, tier {self.tier}, {self.day}"


class ExposureCounted(models.Model):
    """How a live plan stands in the steps, so that counting it twice changes nothing; its promise is frozen in the plan itself."""

    plan_id = models.BigIntegerField(primary_key=True)
    resting = models.BooleanField()
    held_percent = models.PositiveSmallIntegerField(null=True)
    held_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"plan {self.plan_id}"


class ExposureTouch(models.Model):
    """A plan of which there was news: the next run counts it anew. Rows are added by hearing and taken away by counting."""

    plan_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"plan {self.plan_id}"


class ExposureRun(models.Model):
    """The one row of the rollup's own state; whoever counts holds it."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    built_at = models.DateTimeField(null=True, help_text="When all plans were last counted from nothing.")
    counted_at = models.DateTimeField(null=True, help_text="Up to when news of plans is counted.")
    folded_on = models.DateField(null=True, help_text="Steps of earlier days are added up on this one.")
    checked_at = models.DateTimeField(null=True)
    wrong_steps = models.PositiveIntegerField(default=0, help_text="Steps that differed from their plans when it was last checked.")
    missed_plans = models.PositiveIntegerField(default=0, help_text="Plans that stood otherwise than counted, with no news waiting.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_exposure_run", condition=Q(id=1)),
            models.CheckConstraint(name="what_was_built_has_a_day", condition=Q(built_at__isnull=True) | Q(folded_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"counted {self.counted_at}"


class RedemptionShare(models.Model):
    """Of the plans whose tier is over, how many had reached it unredeemed, and how many of those were redeemed in it."""

    tier = models.PositiveSmallIntegerField(unique=True)
    reached = models.BigIntegerField()
    redeemed = models.BigIntegerField()

    class Meta:
        ordering = ["tier"]
        constraints = [
            models.CheckConstraint(
                name="no_more_are_redeemed_than_reached_a_tier", condition=Q(redeemed__gte=0, redeemed__lte=F("reached"))
            ),
        ]

    def __str__(self) -> str:
        return f"tier {self.tier}: {self.redeemed} of {self.reached}"
