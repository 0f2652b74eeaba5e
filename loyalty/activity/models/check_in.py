"""The daily check-in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loyalty.activity.laws import only_added
from stores.models import Store
from upgrade_program.customers.models import Customer


class CheckIn(models.Model):
    """A member was here on a local day. `streak` counts the days in a row up to it; `bonus` points were added for a whole streak."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="check_ins", db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    streak = models.PositiveIntegerField()
    points = models.PositiveSmallIntegerField()
    bonus = models.PositiveSmallIntegerField(default=0)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "day"], name="one_check_in_a_local_day"),
            models.CheckConstraint(condition=Q(streak__gte=1), name="a_streak_begins_with_its_first_day"),
        ]
        indexes = [models.Index(fields=["day", "customer"], name="check_ins_by_day")]
        triggers = [only_added("check_ins_are_only_added", "a check-in is a record and never changes")]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.day}"
