"""The cash drawer of a store: opened with a float, counted, closed with the sums it must hold; and the cash moved in between."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from stores.models import StaffUser, Store
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.models import drawer_laws as laws
from upgrade_program.billing.models.payments import Payment, Refund

SUMS = ("cash_in", "cash_back", "upi_in", "upi_back", "card_in", "card_back", "points_in", "points_back", "added", "taken")


def _amount(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=10, decimal_places=2, **options)


def _person(**options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


_DAY_IN_INDIA = Func(F("opened_at"), template="(%(expressions)s AT TIME ZONE 'Asia/Kolkata')::date", output_field=models.DateField())
_EMPTY = Q(**{f"{name}__isnull": True for name in SUMS})
_FROZEN = Q(**{f"{name}__isnull": False for name in SUMS})
_EXPECTED = F("opening") + F("cash_in") - F("cash_back") + F("added") - F("taken")


class Drawer(models.Model):
    """One opening of a store's cash drawer, in rupees. The sums by method are empty until it closes, and frozen from then on."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="drawers", db_index=False)
    day = models.DateField("business day", help_text="The day it was opened.")
    opening = _amount(verbose_name="float", help_text="Cash counted at the opening.")
    opened_at = models.DateTimeField()
    opened_by = _person()
    counts = models.PositiveSmallIntegerField(default=0, help_text="How often it was counted before it closed.")
    counted = _amount(null=True, verbose_name="cash counted")
    counted_at = models.DateTimeField(null=True)
    counted_by = _person(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = _person(null=True)
    reason = models.CharField("reason of the difference", max_length=200, blank=True)
    cash_in = _amount(null=True, verbose_name="cash received")
    cash_back = _amount(null=True, verbose_name="cash given back")
    upi_in = _amount(null=True, verbose_name="UPI received")
    upi_back = _amount(null=True, verbose_name="UPI given back")
    card_in = _amount(null=True, verbose_name="card received")
    card_back = _amount(null=True, verbose_name="card given back")
    points_in = _amount(null=True, verbose_name="paid with points")
    points_back = _amount(null=True, verbose_name="points given back")
    added = _amount(null=True, verbose_name="cash put in")
    taken = _amount(null=True, verbose_name="cash taken out")

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["store"], condition=Q(closed_at__isnull=True), name="one_open_drawer_a_store"),
            models.CheckConstraint(
                condition=Q(opening__gte=0) & (Q(counted__isnull=True) | Q(counted__gte=0)), name="counted_cash_is_not_negative"
            ),
            models.CheckConstraint(condition=_EMPTY | Q(**{f"{name}__gte": 0 for name in SUMS}), name="drawer_sums_are_not_negative"),
            models.CheckConstraint(condition=Q(day=_DAY_IN_INDIA), name="a_drawer_belongs_to_the_day_it_opened"),
            models.CheckConstraint(
                condition=Q(counts=0, counted__isnull=True, counted_at__isnull=True, counted_by__isnull=True)
                | Q(counts__gte=1, counted__isnull=False, counted_at__gte=F("opened_at"), counted_by__isnull=False),
                name="a_count_has_sum_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, reason="") & _EMPTY
                | Q(closed_at__gte=F("counted_at"), closed_by__isnull=False, counted__isnull=False) & _FROZEN,
                name="a_closed_drawer_was_counted_and_summed",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(counted=_EXPECTED) | ~Q(reason=""), name="a_cash_difference_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["store", "-day", "-id"], name="drawers_of_a_store_by_day")]
        triggers = [laws.DRAWERS_FOLLOW_THEIR_LIFE, laws.A_CLOSED_DRAWER_HOLDS_ITS_LINES]

    def __str__(self) -> str:
        return f"drawer {self.pk} of {self.day}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DrawerLine(models.Model):
    """One payment or refund that a closed drawer holds; each is in one drawer at most, and in none while it is not closed."""

    drawer = models.ForeignKey(Drawer, on_delete=models.PROTECT, related_name="lines")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="drawer_lines", db_index=False)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="drawer_lines", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment"], name="a_payment_is_in_one_drawer"),
            models.UniqueConstraint(fields=["refund"], name="a_refund_is_in_one_drawer"),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, refund__isnull=True) | Q(payment__isnull=True, refund__isnull=False),
                name="a_drawer_line_is_a_payment_or_a_refund",
            ),
        ]
        triggers = [laws.LINES_ENTER_AN_OPEN_DRAWER, laws.LINES_NEVER_CHANGE]

    def __str__(self) -> str:
        return f"payment {self.payment_id}" if self.payment_id else f"refund {self.refund_id}"


class CashMove(models.Model):
    """Cash put into or taken out of an open drawer that no customer paid or got back."""

    drawer = models.ForeignKey(Drawer, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=MoveKind.choices)
    amount = _amount()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = _person()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_cash_move_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="the_kind_of_cash_move_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_cash_move_has_a_reason"),
        ]
        triggers = [laws.MOVES_ENTER_AN_OPEN_DRAWER, laws.MOVES_NEVER_CHANGE]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ₹{self.amount}"
