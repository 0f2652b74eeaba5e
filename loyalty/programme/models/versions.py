"""The programme's dated versions: settings, earn rules by key, the ladder of status. Published once, never changed, only followed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from loyalty.programme.enums import Occasion, Part, Period, Rounding
from loyalty.programme.models.laws import LEVELS_ARE_THOSE_OF_THE_DRAFT, only_added, published_by_two, stays_as_published
from stores.enums import StoreKind

_HALF_OPEN = Q(valid__isempty=False, valid__lower_inf=False)


def _choices(words: type[Occasion] | type[Period] | type[Rounding]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Version(models.Model):
    """What every dated version has: its number, the local days it is in force, who published it, and why."""

    version = models.PositiveIntegerField()
    valid = DateRangeField(help_text="First day, and the day after the last; open while in force.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    set_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(max_length=300, blank=True)
    draft = models.ForeignKey(
        "programme.Draft", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class ProgrammeVersion(Version):
    """One version of the settings. Amounts in rupees."""

    pending_days = models.PositiveSmallIntegerField(help_text="Days after an upgrade during which its points are pending.")
    life_months = models.PositiveSmallIntegerField(help_text="Months from becoming available, then to the end of that month.")
    rounding = models.CharField(max_length=8, choices=_choices(Rounding))
    rupees_per_point = models.PositiveSmallIntegerField(help_text="What a point takes off a bill.")
    min_points = models.PositiveIntegerField(help_text="The fewest points that pay a part of a bill.")
    step = models.PositiveIntegerField(help_text="Points pay in multiples of so many.")
    most_share_percent = models.PositiveSmallIntegerField(help_text="The largest part of a bill that points pay.")
    check_in_points = models.PositiveSmallIntegerField()
    streak_days = models.PositiveSmallIntegerField()
    streak_points = models.PositiveSmallIntegerField(help_text="On top, for so many days in a row.")
    membership_price = models.DecimalField(max_digits=8, decimal_places=2, help_text="A month, tax included.")
    membership_months = ArrayField(models.PositiveSmallIntegerField(), help_text="How many months may be prepaid.")
    membership_multiplier = models.DecimalField(max_digits=4, decimal_places=2, help_text="Added to the status' own.")
    repairs_a_year = models.PositiveSmallIntegerField(help_text="Free repairs of a paid member.")

    class Meta:
        verbose_name = "programme version"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["version"], name="programme_versions_are_numbered"),
            models.CheckConstraint(condition=_HALF_OPEN, name="programme_versions_begin_on_a_day"),
            ExclusionConstraint(name="one_programme_version_is_in_force_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(condition=Q(rounding__in=[word.value for word in Rounding]), name="programme_rounding_is_known"),
            models.CheckConstraint(
                condition=Q(rupees_per_point__gt=0, step__gt=0, life_months__gt=0, streak_days__gt=0),
                name="a_point_its_step_and_its_life_are_above_zero",
            ),
            models.CheckConstraint(condition=Q(most_share_percent__lte=100), name="points_pay_at_most_the_whole_bill"),
            models.CheckConstraint(
                condition=Q(membership_price__gte=0, membership_multiplier__gte=0), name="a_membership_costs_and_adds_nothing_below_zero"
            ),
        ]
        triggers = [*stays_as_published("programme_versions"), *published_by_two("a_programme_version", Part.SETTINGS)]

    def __str__(self) -> str:
        return f"v{self.version}"


class EarnRule(Version):
    """One version of a rule of earning: so many points per rupees of a bill, or for an occasion."""

    key = models.SlugField(max_length=40, help_text="The rule's name through all its versions.")
    occasion = models.CharField(max_length=20, choices=_choices(Occasion))
    title = models.CharField(max_length=60, help_text="As members read it: a plan.")
    title_hi = models.CharField("title in Hindi", max_length=60, blank=True, help_text="Empty: members read the English one.")
    points = models.DecimalField(max_digits=8, decimal_places=2)
    per_rupees = models.PositiveIntegerField(null=True, blank=True, help_text="Of the bill; empty: for the occasion.")
    multiplied = models.BooleanField(help_text="Whether status and membership multiply it.")
    min_bill = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    brand = models.CharField(max_length=40, blank=True)
    model_id = models.BigIntegerField("model", null=True, blank=True, help_text="The catalogue's id.")
    store_kind = models.CharField(max_length=20, choices=StoreKind.choices, blank=True)
    cap_points = models.PositiveIntegerField(null=True, blank=True, help_text="The most a member earns by it in a period.")
    cap_period = models.CharField(max_length=8, choices=_choices(Period), blank=True)

    class Meta:
        verbose_name = "earn rule"
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="versions_of_an_earn_rule_are_numbered"),
            models.CheckConstraint(condition=_HALF_OPEN, name="earn_rules_begin_on_a_day"),
            ExclusionConstraint(
                name="one_version_of_an_earn_rule_is_in_force_a_day",
                expressions=[(F("key"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(occasion__in=[word.value for word in Occasion]), name="earn_occasion_is_known"),
            models.CheckConstraint(condition=Q(store_kind__in=["", *StoreKind.values]), name="earn_store_kind_is_known"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(title=""), name="an_earn_rule_has_key_and_title"),
            models.CheckConstraint(
                condition=Q(points__gt=0) & (Q(per_rupees=None) | Q(per_rupees__gt=0)),
                name="an_earn_rule_gives_points_for_rupees_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(cap_points=None, cap_period="") | Q(cap_points__isnull=False, cap_period__in=[word.value for word in Period]),
                name="a_cap_has_points_and_a_period",
            ),
        ]
        triggers = [*stays_as_published("earn_rules"), *published_by_two("an_earn_rule", Part.RULES)]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class StatusVersion(Version):
    """One version of the ladder: over how many months points qualify. Its levels are its tiers."""

    window_months = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "status version"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["version"], name="status_versions_are_numbered"),
            models.CheckConstraint(condition=_HALF_OPEN & Q(window_months__gt=0), name="status_versions_begin_on_a_day_and_look_back"),
            ExclusionConstraint(name="one_status_version_is_in_force_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]),
        ]
        triggers = [*stays_as_published("status_versions"), *published_by_two("a_status_version", Part.STATUS)]

    def __str__(self) -> str:
        return f"v{self.version}"


class StatusTier(models.Model):
    """One level of a version: from `threshold` qualifying points on, points are multiplied. Rank 0 is everybody's."""

    status = models.ForeignKey(StatusVersion, on_delete=models.PROTECT, related_name="tiers")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    name_hi = models.CharField("name in Hindi", max_length=30, blank=True)
    threshold = models.PositiveIntegerField()
    multiplier = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        verbose_name = "status tier"
        ordering = ["status", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["status", "rank"], name="levels_of_one_version_have_an_order"),
            models.UniqueConstraint(fields=["status", "threshold"], name="levels_of_one_version_differ_in_points"),
            models.CheckConstraint(
                condition=Q(rank=0, threshold=0) | Q(rank__gt=0, threshold__gt=0), name="the_lowest_level_asks_for_nothing"
            ),
            models.CheckConstraint(condition=Q(multiplier__gte=1) & ~Q(name=""), name="a_level_has_a_name_and_never_earns_less"),
        ]
        triggers = [
            only_added("status_tiers_stay_as_published", "levels change only by a new status version"),
            LEVELS_ARE_THOSE_OF_THE_DRAFT,
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.threshold}"
