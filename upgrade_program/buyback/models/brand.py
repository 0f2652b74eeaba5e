"""What store and brand owe each other: fees the store collected for the brand, exchanges it gave in the brand's name."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from stores.models import Store
from upgrade_program.buyback.enums import Mark, Owed
from upgrade_program.buyback.models.columns import amount, person
from upgrade_program.buyback.models.settlement import Settlement
from upgrade_program.buyback.models.settlement_laws import papers_follow_their_settlement
from upgrade_program.foundation.database.laws import never
from upgrade_program.plans.models import Plan

_TO_STORE = (Owed.EXCHANGE.value, Owed.FEE_RETURNED.value)


class BrandEntry(models.Model):
    """One line of the statement between a store and the brand; above zero the brand owes the store. Rupees. Only added to."""

    cause = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Owed])
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="brand_entries", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="brand_entries")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, null=True, related_name="brand_entries")
    document = models.CharField(max_length=16, blank=True, help_text="Invoice, credit note or voucher.")
    amount = amount()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name_plural = "brand entries"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Owed]), name="what_is_owed_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=_TO_STORE, amount__gte=0) | ~Q(kind__in=_TO_STORE) & Q(amount__lte=0),
                name="the_sign_says_who_owes",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Owed.FEE.value, Owed.FEE_RETURNED.value], settlement__isnull=True)
                | Q(kind__in=[Owed.EXCHANGE.value, Owed.EXCHANGE_REVERSED.value], settlement__isnull=False),
                name="an_exchange_names_its_settlement",
            ),
        ]
        indexes = [models.Index(name="brand_entries_of_a_store", fields=["store", "on", "id"])]
        triggers = [
            never("brand_entries_never_change", pgtrigger.Update | pgtrigger.Delete, "an entry is never changed or deleted"),
            papers_follow_their_settlement("settlement_id", pgtrigger.Insert, pgtrigger.Condition("(NEW.settlement_id IS NOT NULL)")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ₹{self.amount}"


class BrandMark(models.Model):
    """What was said of an entry: disputed, settled, reopened. The newest counts; only added to."""

    entry = models.ForeignKey(BrandEntry, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=10, choices=[(mark.value, mark.value) for mark in Mark])
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = person()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(mark__in=[mark.value for mark in Mark]), name="a_mark_is_known"),
            models.CheckConstraint(condition=Q(mark=Mark.SETTLED.value) | ~Q(note=""), name="a_dispute_says_why"),
        ]
        triggers = [never("brand_marks_never_change", pgtrigger.Update | pgtrigger.Delete, "a mark is never changed or deleted")]

    def __str__(self) -> str:
        return self.mark
