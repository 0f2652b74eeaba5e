"""What can be had for points: rewards with their stock, and the dated terms on which they are had."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from loyalty.rewards import laws
from loyalty.rewards.enums import Kind, Made, Period

MOST_OFF = 70  # per cent
LONGEST_NAME = 30  # signs; an SMS cuts what is longer


class Reward(models.Model):
    """A thing to have. `used` of `cap` are gone; no cap is no limit. Never changed but for its stock: another thing is another reward."""

    key = models.SlugField(max_length=60, unique=True, help_text="How tills name it; lower-case words with dashes; never changes.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=LONGEST_NAME, help_text="At most 30 signs, so that an SMS holds it whole.")
    name_hi = models.CharField("name in Hindi", max_length=LONGEST_NAME)
    about = models.CharField(max_length=300, help_text="What one gets and how it is used, in a sentence or two.")
    about_hi = models.CharField("about, in Hindi", max_length=300)
    partner = models.CharField(max_length=60, blank=True, help_text="Who gives it, for a partner deal.")
    percent_off = models.PositiveSmallIntegerField(
        "per cent off", null=True, blank=True, help_text="Off a refurbished phone's price, at most 70."
    )
    made = models.CharField("codes", max_length=4, choices=Made.choices)
    needs_membership = models.BooleanField(default=False, help_text="Only for members with a paid membership in force.")
    cap = models.PositiveIntegerField(
        "stock in all", null=True, blank=True, help_text="Empty: no limit. Codes of a list set it themselves."
    )
    used = models.PositiveIntegerField("redeemed", default=0, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="the_kind_of_a_reward_is_known"),
            models.CheckConstraint(condition=Q(made__in=Made.values), name="where_codes_come_from_is_known"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="reward_key_is_lower_case_words"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_hi="") & ~Q(about="") & ~Q(about_hi=""), name="a_reward_is_named_in_both_languages"
            ),
            models.CheckConstraint(condition=Q(cap=None) | Q(used__lte=F("cap")), name="no_more_rewards_than_there_are"),
            models.CheckConstraint(condition=~Q(kind="partner") | ~Q(partner=""), name="a_partner_deal_names_its_partner"),
            models.CheckConstraint(
                condition=(Q(kind="goods") & Q(made="none")) | (~Q(kind="goods") & ~Q(made="none")), name="all_but_goods_have_codes"
            ),
            models.CheckConstraint(
                condition=(~Q(kind="refurbished") & Q(percent_off=None))
                | Q(kind="refurbished", percent_off__gte=1, percent_off__lte=MOST_OFF, needs_membership=True, cap__isnull=False),
                name="a_member_price_is_limited_and_for_members",
            ),
            models.CheckConstraint(condition=~Q(made="list") | Q(cap__isnull=False), name="listed_codes_are_counted"),
        ]
        triggers = laws.REWARD_LAWS

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int | None:
        """How many are left; None without a limit."""
        return None if self.cap is None else self.cap - self.used

    def named(self, language: str) -> str:
        return self.name_hi if language == "hi" else self.name

    def described(self, language: str) -> str:
        return self.about_hi if language == "hi" else self.about


class RewardTerms(models.Model):
    """What a reward costs at the instants in `valid`, and how many of it (`most`) one member may have in a period.

    Half-open; a first version may end. Terms only planned may be withdrawn before they begin.
    """

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="terms")
    points = models.PositiveIntegerField()
    most = models.PositiveSmallIntegerField("at most a member", default=1)
    period = models.CharField("within", max_length=5, choices=Period.choices, default=Period.EVER)
    good_days = models.PositiveSmallIntegerField(
        "good for, days", null=True, blank=True, help_text="How long a code can be used; empty: no end."
    )
    valid = DateTimeRangeField("in force")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["reward", "-valid"]
        verbose_name = verbose_name_plural = "terms of rewards"
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1), name="a_reward_costs_points"),
            models.CheckConstraint(condition=Q(most__gte=1), name="a_member_may_have_at_least_one"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="the_period_of_a_limit_is_known"),
            models.CheckConstraint(condition=Q(good_days=None) | Q(good_days__gte=1), name="a_code_is_good_for_a_day_or_more"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False, valid__lower_inc=True, valid__upper_inc=False),
                name="terms_of_a_reward_run_from_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(set_by__isnull=True) | Q(valid__startswith__gte=F("set_at")), name="nobody_sets_terms_of_a_reward_in_the_past"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(valid__startswith__gt=F("withdrawn_at")),
                name="only_terms_of_a_reward_to_come_are_withdrawn",
            ),
            ExclusionConstraint(
                name="terms_of_one_reward_do_not_overlap",
                expressions=[(F("reward"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers = laws.TERMS_LAWS

    def __str__(self) -> str:
        return f"{self.reward_id}: {self.points} points"
