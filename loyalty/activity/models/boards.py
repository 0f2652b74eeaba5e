"""Boards: what is awarded, who does not want to be seen, and the months that are over."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from loyalty.activity import laws
from loyalty.activity.enums import Board
from upgrade_program.customers.models import Customer


class BoardTerms(models.Model):
    """How many places are shown in the months that begin on the days in `days`, and the points for the first places of each board."""

    days = DateRangeField()
    shown = models.PositiveSmallIntegerField(default=10)
    day_awards = ArrayField(models.PositiveIntegerField(), help_text="Points for the first places by days active.")
    point_awards = ArrayField(models.PositiveIntegerField(), help_text="Points for the first places by points earned.")

    class Meta:
        verbose_name = verbose_name_plural = "terms of boards"
        ordering = ["-days"]
        constraints = [
            models.CheckConstraint(condition=Q(shown__gte=1, shown__lte=100), name="a_board_shows_one_to_a_hundred_places"),
            models.CheckConstraint(condition=Q(days__isempty=False, days__lower_inf=False), name="terms_of_boards_begin_on_a_day"),
            ExclusionConstraint(name="terms_of_boards_do_not_overlap", expressions=[("days", RangeOperators.OVERLAPS)]),
        ]
        triggers = laws.BOARD_LAWS

    def __str__(self) -> str:
        return f"top {self.shown}"


class Hiding(models.Model):
    """A member's wish not to stand on boards, as it was last said."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+")
    hidden = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} {'hidden' if self.hidden else 'shown'}"


class Season(models.Model):
    """A month whose boards are frozen; `month` is its first day."""

    month = models.DateField(unique=True)
    terms = models.ForeignKey(BoardTerms, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        triggers = [laws.only_added("frozen_months_never_change", "a month that is frozen stays so")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Standing(models.Model):
    """A place on a frozen board, with the masked name as it was shown (empty once the member is erased) and the points it was awarded."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="standings", db_index=False)
    board = models.CharField(max_length=6, choices=Board.choices)
    rank = models.PositiveSmallIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20, blank=True)
    score = models.PositiveIntegerField()
    in_a_row = models.PositiveSmallIntegerField(default=0)
    award = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["season", "board", "rank", "customer"]
        constraints = [
            models.UniqueConstraint(fields=["season", "board", "customer"], name="a_member_stands_once_on_a_board"),
            models.UniqueConstraint(fields=["season", "board", "rank"], name="a_place_of_a_board_is_one_members"),
            models.CheckConstraint(condition=Q(board__in=Board.values), name="the_board_of_a_standing_is_known"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="places_begin_with_the_first"),
        ]
        triggers = laws.STANDING_LAWS

    def __str__(self) -> str:
        return f"{self.board} {self.rank}"
