"""Dated amounts in rupees, half-open: the selling retail price (SRP) of a variant by day, the plan price of a model by instant."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from upgrade_program.catalog import laws
from upgrade_program.catalog.models.changes import PriceChange
from upgrade_program.catalog.models.devices import DeviceModel, Variant

_HALF_OPEN = Q(valid__isempty=False, valid__lower_inf=False, valid__lower_inc=True, valid__upper_inc=False)


class Srp(models.Model):
    """The selling retail price of a variant on the days in `valid`; `checked` is no while head office has to verify it."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="srps")
    amount = models.DecimalField("SRP, ₹", max_digits=10, decimal_places=2)
    valid = DateRangeField("in force")
    checked = models.BooleanField(default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        ordering = ["variant", "-valid"]
        verbose_name = "SRP"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="srp_is_above_zero"),
            models.CheckConstraint(condition=_HALF_OPEN, name="srps_run_from_a_day_up_to_another"),
            ExclusionConstraint(
                name="srps_of_one_variant_do_not_overlap",
                expressions=[(F("variant"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            laws.prices_stay_as_written(
                "srps_stay_as_written", fixed="id, variant_id, amount, set_by_id", settable="(NEW.checked OR NOT OLD.checked)"
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant} ₹{self.amount}"


class PlanPrice(models.Model):
    """What a plan costs, GST included, at the instants in `valid`; a variant's own price stands before its model's.

    A price that was only planned may be withdrawn before it begins; it then was never in force.
    """

    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="plan_prices")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_prices")
    amount = models.DecimalField("price, ₹", max_digits=10, decimal_places=2)
    valid = DateTimeRangeField("in force")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    change = models.OneToOneField(PriceChange, on_delete=models.PROTECT, null=True, editable=False, related_name="price")

    class Meta:
        ordering = ["model", "variant", "-valid"]
        verbose_name = "plan price"
        constraints = [
            models.CheckConstraint(
                condition=Q(set_by__isnull=True) | Q(change__isnull=False), name="a_price_set_by_a_person_was_asked_for"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_price_is_above_zero"),
            models.CheckConstraint(condition=_HALF_OPEN, name="prices_run_from_an_instant_up_to_another"),
            models.CheckConstraint(
                condition=Q(set_by__isnull=True) | Q(valid__startswith__gte=F("set_at")), name="nobody_sets_a_price_in_the_past"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(valid__startswith__gt=F("withdrawn_at")),
                name="only_a_price_not_yet_in_force_is_withdrawn",
            ),
            ExclusionConstraint(
                name="prices_of_one_model_do_not_overlap",
                expressions=[
                    (F("model"), RangeOperators.EQUAL),
                    (Coalesce("variant_id", 0), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers = [
            laws.prices_stay_as_written(
                "prices_stay_as_written",
                fixed="id, model_id, variant_id, amount, set_by_id, set_at, reason, change_id",
                settable="(OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at)",
            ),
            laws.A_PRICE_WAS_GRANTED,
        ]

    def __str__(self) -> str:
        return f"{self.variant or self.model} ₹{self.amount}"
