"""Change sets: the new prices that somebody typed, from one instant on, for a second person to grant. Only added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from upgrade_program.catalog import laws
from upgrade_program.catalog.models.devices import DeviceModel, Variant

KIND = "prices.change"  # of its request for approval
_SUBJECT = "prices:"


class PriceChangeSet(models.Model):
    """Several plan prices that begin together at `from_at`. A draft until it is asked for; what became of it stands in its approval."""

    from_at = models.DateTimeField("from")
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = "change set"
        constraints = [
            models.CheckConstraint(condition=Q(from_at__gt=F("made_at")), name="a_change_set_begins_after_it_was_made"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_change_set_has_a_reason"),
        ]
        triggers = laws.CHANGE_SET_LAWS

    def __str__(self) -> str:
        return f"Change set {self.pk}"

    @property
    def subject(self) -> str:
        """What its request for approval and its audit rows are about: prices:17."""
        return f"{_SUBJECT}{self.pk}"

    @staticmethod
    def id_of(subject: str) -> int:
        """The id behind a subject."""
        return int(subject.removeprefix(_SUBJECT))


class PriceChange(models.Model):
    """One row: a model (or one variant) shall cost `amount` rupees. `seen` is the last price its maker knew of, if there was one."""

    change_set = models.ForeignKey(PriceChangeSet, on_delete=models.PROTECT, related_name="rows")
    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.ForeignKey("catalog.PlanPrice", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField("new price, ₹", max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["id"]
        verbose_name = "price change"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_new_price_is_above_zero"),
            models.UniqueConstraint("change_set", "model", Coalesce("variant_id", 0), name="one_row_a_device_and_change_set"),
        ]
        triggers = laws.CHANGE_LAWS

    def __str__(self) -> str:
        return f"{self.variant or self.model} ₹{self.amount}"
