"""A redemption: points that left a member's account, and what was had for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from loyalty.ledger.models import Entry
from loyalty.rewards import laws
from loyalty.rewards.enums import State
from loyalty.rewards.models.catalogue import Reward, RewardTerms
from loyalty.rewards.models.codes import Code
from stores.models import Store
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.numbers import PATTERN, written


class Redemption(models.Model):
    """One reward had by one member. `place` of `most` is its turn within the member's limit in `period`; a cancelled one frees it.

    `by` is the member of staff before whom it was had, `store` where; both are empty when the member did it alone.
    """

    number = models.CharField(max_length=11, unique=True)
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="redemptions")
    terms = models.ForeignKey(RewardTerms, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="redemptions", db_index=False)
    points = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    code = models.OneToOneField(Code, on_delete=models.PROTECT, null=True, related_name="redemption")
    period = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    good_through = models.DateField(null=True, help_text="The last day on which a store takes the code; none: no end.")
    at = models.DateTimeField()
    on = models.DateField()
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ISSUED)
    ended_at = models.DateTimeField(null=True, help_text="When it was used or cancelled.")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ended_store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was cancelled, or the bill on which it was used.")
    restored = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+", help_text="Gave the points back.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=PATTERN), name="redemption_number_has_its_pattern"),
            models.CheckConstraint(condition=Q(points__gte=1), name="a_redemption_costs_points"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="redemption_state_is_known"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=F("most")), name="no_member_has_more_than_the_limit"),
            models.UniqueConstraint(
                fields=["customer", "reward", "period", "place"],
                condition=~Q(state="cancelled"),
                name="one_redemption_at_each_place_of_a_members_limit",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", ended_at=None, restored=None, reason="")
                | Q(state="used", ended_at__isnull=False, restored=None)
                | (Q(state="cancelled", ended_at__isnull=False, restored__isnull=False) & ~Q(reason="")),
                name="a_cancelled_redemption_gave_its_points_back",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="redemptions_of_a_member"),
            models.Index(fields=["store", "on"], name="redemptions_of_a_store"),
        ]
        triggers = laws.REDEMPTION_LAWS

    def __str__(self) -> str:
        return self.written

    @property
    def written(self) -> str:
        return written(self.number)
