"""The handsets taken in: one row is a line of the used-goods register and a piece of the quarantine stock."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from stores.models import Store
from upgrade_program.buyback.enums import Stock
from upgrade_program.buyback.models.columns import amount, person
from upgrade_program.buyback.models.handset_laws import HANDOVER_LAWS, LEAVING_LAWS
from upgrade_program.buyback.models.settlement import Settlement
from upgrade_program.buyback.models.settlement_laws import papers_follow_their_settlement
from upgrade_program.foundation.database.laws import never, never_when

_FROZEN = "settlement_id store_id taken_at taken_on device imei answers seller_name id_kind id_last4 voucher_number amount"
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN.split())


class Handover(models.Model):
    """Handsets given to the brand's pick-up: a counted list that both sign."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    on = models.DateField()
    by = person()
    taken_by = models.CharField("who picked them up", max_length=100)
    reference = models.CharField("pick-up reference", max_length=40, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0) & ~Q(taken_by=""), name="a_handover_has_a_count_and_a_taker"),
        ]
        triggers = HANDOVER_LAWS

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class Handset(models.Model):
    """One used phone of one settlement, with what the law wants a register of used goods to say. Amounts in rupees."""

    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, related_name="handset")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="handsets", db_index=False)
    taken_at = models.DateTimeField()
    taken_on = models.DateField()
    device = models.CharField(max_length=120)
    imei = models.CharField(max_length=15)
    answers = models.JSONField(help_text="The condition as the check list found it.")
    seller_name = models.CharField(max_length=100)
    id_kind = models.CharField(max_length=20)
    id_last4 = models.CharField(max_length=4)
    voucher_number = models.CharField(max_length=16)
    amount = amount()
    state = models.CharField(max_length=11, choices=[(stock.value, stock.value) for stock in Stock], default=Stock.QUARANTINE.value)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="handsets")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[stock.value for stock in Stock]), name="where_a_handset_is_is_known"),
            models.CheckConstraint(
                condition=Q(state=Stock.QUARANTINE.value, handover__isnull=True, left_at__isnull=True)
                | Q(state=Stock.HANDED_OVER.value, handover__isnull=False, left_at__isnull=False)
                | Q(state=Stock.RETURNED.value, handover__isnull=True, left_at__isnull=False),
                name="a_handset_that_left_says_how",
            ),
        ]
        indexes = [models.Index(name="handsets_of_a_store_by_day", fields=["store", "taken_on", "id"])]
        triggers = [
            never("handsets_are_never_deleted", pgtrigger.Delete, "a line of the register is never deleted"),
            never_when("the_register_never_changes", pgtrigger.Update, _CHANGED, "a line of the register never changes"),
            never_when(
                "a_handset_leaves_once",
                pgtrigger.Update,
                f"OLD.state <> '{Stock.QUARANTINE}' AND NEW IS DISTINCT FROM OLD",
                "a handset leaves the stock once",
            ),
            papers_follow_their_settlement(
                "settlement_id",
                pgtrigger.UpdateOf("state"),
                pgtrigger.Condition("((OLD.state = 'returned') <> (NEW.state = 'returned'))"),
            ),
            *LEAVING_LAWS,
        ]

    def __str__(self) -> str:
        return f"{self.device} …{self.imei[-4:]}"
