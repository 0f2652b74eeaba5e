"""The programme's terms: dated, versioned, never changed once in force. A plan keeps its own frozen copy."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from upgrade_program.foundation.database.laws import never, never_when
from upgrade_program.plans.enums import Basis


class TermsVersion(models.Model):
    """One version of the terms, in force over a half-open range of bill dates."""

    version = models.PositiveIntegerField(unique=True)
    valid = DateRangeField(help_text="First day, and the day after the last; open while in force.")
    activation_days = models.PositiveSmallIntegerField(default=7, help_text="How many days back a manager may date the bill.")
    free_look_days = models.PositiveSmallIntegerField(default=7, help_text="Days after the sale in which the customer may cancel.")
    basis = models.CharField(max_length=8, choices=[(basis.value, basis.value) for basis in Basis], default=Basis.SRP.value)
    text_en = models.TextField()
    text_hi = models.TextField()

    class Meta:
        verbose_name = "terms version"
        ordering = ["-version"]
        constraints = [
            ExclusionConstraint(name="one_terms_version_is_in_force_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(name="terms_basis_is_known", condition=Q(basis__in=[basis.value for basis in Basis])),
        ]
        triggers = [
            never("terms_are_never_deleted", pgtrigger.Delete, "terms are never deleted"),
            never_when(
                "terms_change_only_by_a_new_version",
                pgtrigger.Update,
                "(to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') OR lower(NEW.valid) <> lower(OLD.valid) "
                "OR (NOT upper_inf(OLD.valid) AND NEW.valid <> OLD.valid)",
                "terms change only by a new version; only their last day may be set",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class TermsTier(models.Model):
    """After `after` months through `through` months: `percent` per cent of the base."""

    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="tier_rows")
    after = models.PositiveSmallIntegerField()
    through = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["terms", "after"]
        constraints = [
            ExclusionConstraint(
                name="tiers_of_one_version_do_not_overlap",
                expressions=[
                    ("terms", RangeOperators.EQUAL),
                    (Func(F("after"), F("through"), function="int4range"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="a_tier_ends_after_it_begins", condition=Q(after__lt=F("through"))),
            models.CheckConstraint(name="a_tier_gives_one_to_hundred_percent", condition=Q(percent__gte=1, percent__lte=100)),
        ]
        triggers = [
            never("tiers_are_never_deleted", pgtrigger.Delete, "tiers are never deleted"),
            never("tiers_are_never_changed", pgtrigger.Update, "tiers are never changed"),
        ]

    def __str__(self) -> str:
        return f"after {self.after} through {self.through} months: {self.percent} %"
