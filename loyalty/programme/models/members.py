"""What is kept of members: consents withdrawn, prepaid membership, and the status on record. All of it is only added to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from loyalty.programme.models.laws import MEMBERSHIPS_ARE_ONLY_ADDED, only_added
from stores.models import Store
from upgrade_program.customers.models import Consent, Customer

MEMBERSHIP_BILL = "membership:"  # what a collection of money calls paid months, before their id


class Withdrawal(models.Model):
    """A loyalty consent ended at an instant: from then on the customer is no member by it."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        triggers = [only_added("withdrawals_are_only_added", "a consent that was withdrawn stays withdrawn; the customer may join anew")]

    def __str__(self) -> str:
        return f"withdrawal of consent {self.consent_id}"


class Membership(models.Model):
    """Months of paid membership, prepaid at a counter: the days it runs, and what was paid for each month, in rupees.

    Taken back, with `reason`, they count as never sold.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    days = DateRangeField(help_text="First day, and the day after the last.")
    price = models.DecimalField(max_digits=8, decimal_places=2, help_text="A month.")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    bought_at = models.DateTimeField()
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was taken back.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            ExclusionConstraint(
                name="paid_memberships_of_a_customer_do_not_overlap",
                expressions=[(F("customer"), RangeOperators.EQUAL), (F("days"), RangeOperators.OVERLAPS)],
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, reason="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(reason=""),
                name="a_membership_taken_back_says_why_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False, months__gt=0),
                name="a_membership_runs_from_a_day_through_another",
            ),
            models.CheckConstraint(condition=Q(amount=F("price") * F("months"), price__gte=0), name="a_membership_costs_its_months"),
        ]
        triggers = [MEMBERSHIPS_ARE_ONLY_ADDED]

    def __str__(self) -> str:
        return f"membership {self.pk}: {self.months} months"

    @property
    def bill(self) -> str:
        """What the money taken for it is filed under."""
        return f"{MEMBERSHIP_BILL}{self.pk}"


class StatusRecord(models.Model):
    """The status as it stood on record from an instant on; the newest of a customer counts. None: the lowest level."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    since = models.DateField(null=True, help_text="The day the level was reached or last confirmed.")
    review_on = models.DateField(null=True, help_text="The anniversary on which it is reviewed.")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "status record"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank=0, review_on=None) | Q(rank__gt=0, since__isnull=False, review_on__isnull=False, review_on__gt=F("since")),
                name="a_level_above_the_lowest_is_reviewed",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="status_records_of_a_customer"),
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="status_records_to_review"),
        ]
        triggers = [only_added("status_records_are_only_added", "a status that stood on record stays there; a newer one follows it")]

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"


class ReviewedDay(models.Model):
    """One day in Asia/Kolkata whose reviews of status are done, so that a missed day is caught up and none runs twice."""

    day = models.DateField(unique=True)
    done_at = models.DateTimeField()
    reviewed = models.PositiveIntegerField()
    lowered = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
