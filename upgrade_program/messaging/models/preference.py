"""Whether a customer wants to be written to beyond what is necessary."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from stores.models import Store
from upgrade_program.customers.models import Customer
from upgrade_program.messaging.enums import Way


class Preference(models.Model):
    """A customer said that they do, or do not, want reminders and word of points. Rows are only added: the newest says how it is."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="preferences")
    wants = models.BooleanField()
    at = models.DateTimeField()
    way = models.CharField(max_length=7, choices=Way.choices)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="the_way_of_a_preference_is_known"),
            models.CheckConstraint(
                condition=Q(way="counter", staff__isnull=False) | ~Q(way="counter") & Q(staff=None),
                name="a_preference_told_at_a_counter_names_who_heard_it",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-id"], name="newest_preference")]

    def __str__(self) -> str:
        return f"preference {self.pk}"
