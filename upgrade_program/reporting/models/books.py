"""The rollup of the books: what papers booked in a month by account, and what was computed for it by store. See ../finance/keeping.py.

What is carried over midnight stands apart, as of an instant: see ../finance/carrying.py.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q


def _rupees() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=18, decimal_places=2)


class KeptMonth(models.Model):
    """One month of the books as far as it had come at `kept_at`: through `last`. One kept after its last day is over for good."""

    first = models.DateField(unique=True)
    last = models.DateField()
    kept_at = models.DateTimeField()
    ended_before = models.BigIntegerField(help_text="Plans whose days were over in the twelve months before it.")
    redeemed_before = models.BigIntegerField()
    ended = models.BigIntegerField(help_text="The same up to its last day.")
    redeemed = models.BigIntegerField()
    checked_at = models.DateTimeField(null=True)
    faults = models.PositiveIntegerField(default=0, help_text="Figures that differed from the papers and plans when last checked.")

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(name="a_kept_month_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="no_more_plans_are_redeemed_than_ended",
                condition=Q(redeemed_before__gte=0, redeemed__gte=0, redeemed_before__lte=F("ended_before"), redeemed__lte=F("ended")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} through {self.last}"


class KeptAmount(models.Model):
    """What papers and money booked to one account in a month, in rupees; above zero debit."""

    month = models.ForeignKey(KeptMonth, on_delete=models.CASCADE, related_name="amounts", db_index=False)
    account = models.CharField(max_length=4)
    amount = _rupees()

    class Meta:
        constraints = [models.UniqueConstraint(name="an_account_is_kept_once_a_month", fields=["month", "account"])]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class KeptStore(models.Model):
    """What was computed of a store's month: fees put off and earned, and the provision. Rupees."""

    month = models.ForeignKey(KeptMonth, on_delete=models.CASCADE, related_name="stores", db_index=False)
    store_id = models.BigIntegerField()
    plans_opening, plans_closing, plans_earned = _rupees(), _rupees(), _rupees()
    members_opening, members_closing, members_earned = _rupees(), _rupees(), _rupees()
    promised_before, promised, provision_opening, provision_closing = _rupees(), _rupees(), _rupees(), _rupees()

    class Meta:
        constraints = [models.UniqueConstraint(name="a_store_is_kept_once_a_month", fields=["month", "store_id"])]

    def __str__(self) -> str:
        return f"store {self.store_id}"


class CarriedMonth(models.Model):
    """A month through its day `last`, made ahead of that day's beginning or end, of all papers before the instant `seen`."""

    first = models.DateField()
    last = models.DateField()
    seen = models.DateTimeField()
    ended_before = models.BigIntegerField(help_text="Plans whose days were over in the twelve months before it.")
    redeemed_before = models.BigIntegerField()
    ended = models.BigIntegerField(help_text="The same up to its last day.")
    redeemed = models.BigIntegerField()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(name="a_month_is_carried_once_to_a_day", fields=["first", "last"]),
            models.CheckConstraint(name="a_carried_month_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="no_more_plans_are_carried_redeemed_than_ended",
                condition=Q(redeemed_before__gte=0, redeemed__gte=0, redeemed_before__lte=F("ended_before"), redeemed__lte=F("ended")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} carried to {self.last}"


class CarriedStore(models.Model):
    """What a store's plans and memberships come to in a carried month: fees put off and earned, and the promises. Rupees."""

    month = models.ForeignKey(CarriedMonth, on_delete=models.CASCADE, related_name="stores", db_index=False)
    store_id = models.BigIntegerField()
    plans_opening, plans_closing, plans_earned = _rupees(), _rupees(), _rupees()
    members_opening, members_closing, members_earned = _rupees(), _rupees(), _rupees()
    promised_before, promised = _rupees(), _rupees()

    class Meta:
        constraints = [models.UniqueConstraint(name="a_store_is_carried_once_a_month", fields=["month", "store_id"])]

    def __str__(self) -> str:
        return f"store {self.store_id}"
