"""A member's account: four balances, kept beside the journal that proves them."""

from django.db import models
from django.db.models import F, Q

from loyalty.ledger.models.laws import ACCOUNT_LAWS
from upgrade_program.customers.models import Customer


class Account(models.Model):
    """The points of one customer. The balances are a cache; at each commit they equal the lots and the last entry."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="points_account")
    pending = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0, help_text="The sequence number of its last entry.")
    opened_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="balances_are_never_negative", condition=Q(pending__gte=0, available__gte=0, held__gte=0, debt__gte=0)
            ),
            models.CheckConstraint(name="points_are_never_available_beside_debt", condition=Q(debt=0) | Q(available=0)),
            models.CheckConstraint(
                name="a_merged_account_is_empty",
                condition=Q(merged_into__isnull=True) | Q(pending=0, available=0, held=0, debt=0),
            ),
            models.CheckConstraint(name="an_account_merges_into_another", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))),
        ]
        indexes = [models.Index(name="accounts_merged_into_one", fields=["merged_into"], condition=Q(merged_into__isnull=False))]
        triggers = ACCOUNT_LAWS

    def __str__(self) -> str:
        return f"account {self.pk}"
