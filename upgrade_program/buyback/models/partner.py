"""What a phone without a plan is worth to the exchange partner: the table of head office's prices, and the quotes that were given."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from stores.models import Store
from upgrade_program.buyback.enums import Grade
from upgrade_program.buyback.models.columns import amount, person
from upgrade_program.catalog.laws import prices_stay_as_written
from upgrade_program.catalog.models import DeviceModel, Variant
from upgrade_program.foundation.database.laws import never

_GRADES = [(grade.value, grade.value) for grade in Grade]
_KNOWN = Q(grade__in=[grade.value for grade in Grade])


class PartnerPrice(models.Model):
    """Rupees for a phone of a model in a condition on the days in `valid`; a variant's own price stands before its model's."""

    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="partner_prices")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_prices")
    grade = models.CharField(max_length=4, choices=_GRADES)
    amount = amount()
    valid = DateRangeField("in force")
    set_by = person(editable=False)
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["model", "variant", "grade", "-valid"]
        verbose_name = "partner price"
        constraints = [
            models.CheckConstraint(condition=_KNOWN, name="the_grade_of_a_partner_price_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_partner_price_is_above_zero"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False, valid__lower_inc=True, valid__upper_inc=False),
                name="partner_prices_run_from_a_day_up_to_another",
            ),
            ExclusionConstraint(
                name="partner_prices_of_one_phone_do_not_overlap",
                expressions=[
                    (F("model"), RangeOperators.EQUAL),
                    (Coalesce("variant_id", 0), RangeOperators.EQUAL),
                    (F("grade"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            prices_stay_as_written(
                "partner_prices_stay_as_written", fixed="id, model_id, variant_id, grade, amount, set_by_id, set_at, reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant or self.model} {self.grade} ₹{self.amount}"


class PartnerQuote(models.Model):
    """One quote as it was told to a customer: what, by whom, until when. Names no customer and no IMEI. Only added to."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="partner_quotes", db_index=False)
    by = person()
    at = models.DateTimeField()
    on = models.DateField()
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.CharField(max_length=120)
    grade = models.CharField(max_length=4, choices=_GRADES)
    amount = amount()
    valid_through = models.DateField()
    source = models.CharField(max_length=120, help_text="Where the amount comes from, in words.")
    reference = models.CharField(max_length=60, blank=True, help_text="The partner's own number of the quote.")
    adapter = models.CharField(max_length=120, help_text="Which part of the application asked.")
    imei_checked = models.BooleanField(help_text="Whether its IMEI was looked up for a plan.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=_KNOWN, name="the_grade_of_a_quote_is_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_quote_is_not_negative"),
            models.CheckConstraint(condition=Q(valid_through__gte=F("on")), name="a_quote_holds_on_its_own_day"),
            models.CheckConstraint(condition=~Q(source=""), name="a_quote_says_where_it_comes_from"),
        ]
        indexes = [models.Index(name="quotes_of_a_store", fields=["store", "-id"])]
        triggers = [never("quotes_never_change", pgtrigger.Update | pgtrigger.Delete, "a quote is never changed or deleted")]

    def __str__(self) -> str:
        return f"{self.device} ₹{self.amount}"
