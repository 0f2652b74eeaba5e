"""Which handset carries which plan: both IMEIs of a phone live in one table under one law."""

from django.db import models
from django.db.models import Q

from upgrade_program.plans.models.plan import Plan


class PlanImei(models.Model):
    """One IMEI of a plan. `live` while the plan is; `barred` while a settlement stands, after expiry, and for good once swapped away."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="imeis")
    imei = models.CharField(max_length=15)
    live = models.BooleanField(default=True)
    barred = models.BooleanField(default=False)
    swapped_away = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_live_plan_per_imei", fields=["imei"], condition=Q(live=True) | Q(barred=True)),
            models.UniqueConstraint(name="an_imei_stands_once_in_a_plan", fields=["plan", "imei"]),
            models.CheckConstraint(name="an_imei_has_fifteen_digits", condition=Q(imei__regex=r"^[0-9]{15}$")),
            models.CheckConstraint(name="an_imei_is_live_or_barred", condition=~Q(live=True, barred=True)),
            models.CheckConstraint(name="an_imei_swapped_away_is_barred", condition=Q(swapped_away=False) | Q(barred=True)),
        ]
        indexes = [models.Index(name="plans_by_imei", fields=["imei"], opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"…{self.imei[-4:]}"
