"""The programme's terms: dated, versioned, never changed once in force. A plan keeps its own frozen copy."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.database.laws import never
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.models.terms_laws import (
    FIRST_TERMS_STAND,
    TERMS_ARE_DRAFTED,
    TERMS_CHANGE_ONLY_BY_A_NEW_VERSION,
    TERMS_END_WHERE_THE_NEXT_BEGIN,
    TIERS_FOLLOW_AND_FALL,
    as_granted,
)
from upgrade_program.plans.proposal_faults import LAST_MONTH


class TermsVersion(models.Model):
    """One version of the terms, in force over a half-open range of bill dates; an empty one where it was withdrawn before its day."""

    version = models.PositiveIntegerField(unique=True)
    valid = DateRangeField(help_text="First day, and the day after the last; open while in force, empty once withdrawn.")
    activation_days = models.PositiveSmallIntegerField(default=7, help_text="How many days back a manager may date the bill.")
    free_look_days = models.PositiveSmallIntegerField(default=7, help_text="Days after the sale in which the customer may cancel.")
    basis = models.CharField(max_length=8, choices=[(basis.value, basis.value) for basis in Basis], default=Basis.SRP.value)
    hold_days = models.PositiveSmallIntegerField(default=3, help_text="Days after its opening through which a claim holds its tier.")
    extension_days = models.PositiveSmallIntegerField(default=3, help_text="Days past a last day that a manager may allow.")
    override_percent = models.PositiveSmallIntegerField(default=10, help_text="Per cent of the assured value that a manager may waive.")
    override_rupees = models.PositiveIntegerField(default=1000, help_text="Rupees that a manager may waive, if that is less.")
    low_price_percent = models.PositiveSmallIntegerField(default=80, help_text="Below this share of its SRP a manager settles a new phone.")
    transfer = models.BooleanField(default=False, help_text="Whether a plan may go to another person with its phone.")
    text_en = models.TextField()
    text_hi = models.TextField()
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = "terms version"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(name="terms_limits_are_percentages", condition=Q(override_percent__lte=100, low_price_percent__lte=100)),
            ExclusionConstraint(name="one_terms_version_is_in_force_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(name="terms_basis_is_known", condition=Q(basis__in=[basis.value for basis in Basis])),
        ]
        triggers = [
            never("terms_are_never_deleted", pgtrigger.Delete, "terms are never deleted"),
            TERMS_CHANGE_ONLY_BY_A_NEW_VERSION,
            TERMS_ARE_DRAFTED,
            as_granted("terms_were_granted_by_a_second_person", version="NEW.id"),
            TERMS_END_WHERE_THE_NEXT_BEGIN,
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
            models.CheckConstraint(name="no_promise_runs_past_fifteen_months", condition=Q(through__lte=LAST_MONTH)),
        ]
        triggers = [
            never("tiers_are_never_deleted", pgtrigger.Delete, "tiers are never deleted"),
            never("tiers_are_never_changed", pgtrigger.Update, "tiers are never changed"),
            FIRST_TERMS_STAND,
            as_granted("tiers_are_those_that_were_granted"),
            TIERS_FOLLOW_AND_FALL,
        ]

    def __str__(self) -> str:
        return f"after {self.after} through {self.through} months: {self.percent} %"


class TermsCheck(models.Model):
    """One question of a version's check list: how its answers are told apart, and what a fault takes off in per cent."""

    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="check_rows")
    place = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=20)
    clause = models.CharField(max_length=10)
    minor = models.PositiveSmallIntegerField()
    major = models.PositiveSmallIntegerField()
    words = models.JSONField(help_text="Per language: title, test, none, minor, major.")

    class Meta:
        ordering = ["terms", "place"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "key"], name="a_check_stands_once_in_its_terms"),
            models.UniqueConstraint(fields=["terms", "place"], name="checks_of_one_version_have_an_order"),
            models.CheckConstraint(condition=Q(minor__lte=F("major"), major__lte=100), name="a_minor_fault_takes_no_more_than_a_major"),
        ]
        triggers = [
            never("checks_of_terms_are_never_deleted", pgtrigger.Delete, "a check list is never deleted"),
            never("checks_of_terms_never_change", pgtrigger.Update, "a check list changes only by new terms"),
            FIRST_TERMS_STAND,
            as_granted("checks_are_those_that_were_granted"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.minor} / {self.major} %"


class TermsGate(models.Model):
    """One gate of a version: what must be seen, what a refusal says, and what the customer can do about it."""

    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="gate_rows")
    place = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=20)
    clause = models.CharField(max_length=10)
    words = models.JSONField(help_text="Per language: title, passes, fails; in steps: remedy (for staff), advice (for the customer).")

    class Meta:
        ordering = ["terms", "place"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "key"], name="a_gate_stands_once_in_its_terms"),
            models.UniqueConstraint(fields=["terms", "place"], name="gates_of_one_version_have_an_order"),
        ]
        triggers = [
            never("gates_of_terms_are_never_deleted", pgtrigger.Delete, "gates are never deleted"),
            never("gates_of_terms_never_change", pgtrigger.Update, "gates change only by new terms"),
            FIRST_TERMS_STAND,
            as_granted("gates_are_those_that_were_granted"),
        ]

    def __str__(self) -> str:
        return self.key
