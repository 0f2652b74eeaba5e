"""What proves a mission: purchases heard of, reviews of them, and friends who were invited."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from loyalty.activity import laws
from stores.models import Store
from upgrade_program.customers.models import Customer


class Purchase(models.Model):
    """Something bought, as the news told: `source` (`plan:17`, `settlement:4`), and the last local day on which it may be given back.

    Without customer it is only known to have been taken back: the news of it is still to come.
    """

    source = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(null=True)
    final_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="a_purchase_has_a_source"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, store__isnull=False, at__isnull=False, final_on__isnull=False)
                | Q(customer=None, store=None, at=None, final_on=None, taken_back_at__isnull=False),
                name="a_purchase_was_heard_of_or_taken_back",
            ),
        ]
        triggers = laws.PURCHASE_LAWS

    def __str__(self) -> str:
        return self.source


class Review(models.Model):
    """What a member says of a purchase, once."""

    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="review")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="a_review_gives_one_to_five_stars"),
            models.CheckConstraint(condition=~Q(text=""), name="a_review_has_words"),
        ]
        triggers = [laws.only_added("reviews_are_only_added", "a review stands as it was written")]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Invitation(models.Model):
    """The code by which a member invites friends."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=9, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        triggers = [laws.only_added("invitations_are_only_added", "the code of a member stays the same")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Referral(models.Model):
    """A friend came by a member's invitation, before they bought anything."""

    friend = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(friend=F("member")), name="nobody_invites_themselves")]
        triggers = laws.REFERRAL_LAWS

    def __str__(self) -> str:
        return f"referral {self.pk}"
