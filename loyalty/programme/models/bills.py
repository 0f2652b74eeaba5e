"""What the programme heard of: a plan sold or a claim settled, once each, with the points it gave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loyalty.programme.enums import Source
from loyalty.programme.models.laws import A_BILL_IS_NEVER_DELETED, A_BILL_STAYS_AS_HEARD
from upgrade_program.customers.models import Customer


class HeardBill(models.Model):
    """A member's plan or settlement. Without customer it is only known to have been taken back: the news of it is still to come.

    `facts` hold the bills' amounts and what they were for, `awarded` the points by rule name (key and version id).
    """

    source_type = models.CharField(max_length=10, choices=[(word.value, word.value) for word in Source])
    source_id = models.CharField(max_length=40)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    awarded = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bill heard of"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["source_type", "source_id"], name="a_bill_is_heard_once"),
            models.CheckConstraint(condition=Q(source_type__in=[word.value for word in Source]), name="a_heard_bill_has_a_known_source"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, at__isnull=False) | Q(customer=None, at=None, taken_back_at__isnull=False),
                name="a_bill_was_heard_or_taken_back",
            ),
        ]
        indexes = [models.Index(fields=["customer", "at"], name="bills_of_a_customer")]
        triggers = [A_BILL_STAYS_AS_HEARD, A_BILL_IS_NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.source_type} {self.source_id}"
