"""Missions, the events of stores, and who completed what."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from loyalty.activity import laws
from loyalty.activity.enums import Proof, Turn
from loyalty.activity.models.proofs import Purchase
from stores.models import Store
from upgrade_program.customers.models import Customer


class Mission(models.Model):
    """Something to do for points, on the local days in `days`: what it takes (`proof`), and how often a member may (`turn`)."""

    key = models.SlugField(max_length=60, unique=True)
    proof = models.CharField(max_length=8, choices=Proof.choices)
    title = models.CharField(max_length=30)
    title_hi = models.CharField("title in Hindi", max_length=30)
    about = models.CharField(max_length=300)
    about_hi = models.CharField("about, in Hindi", max_length=300)
    points = models.PositiveIntegerField()
    turn = models.CharField("how often", max_length=5, choices=Turn.choices)
    days = DateRangeField()
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(proof__in=Proof.values), name="the_proof_of_a_mission_is_known"),
            models.CheckConstraint(condition=Q(turn__in=Turn.values), name="the_turn_of_a_mission_is_known"),
            models.CheckConstraint(condition=Q(points__gte=1), name="a_mission_gives_points"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(title_hi="") & ~Q(about="") & ~Q(about_hi=""), name="a_mission_is_named_in_both_languages"
            ),
            models.CheckConstraint(condition=Q(days__isempty=False, days__lower_inf=False), name="missions_begin_on_a_day"),
        ]
        triggers = laws.MISSION_LAWS

    def __str__(self) -> str:
        return self.title


class StoreEvent(models.Model):
    """An evening at a store on a local day; whoever comes completes `mission`."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="events")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    on = models.DateField()
    seats = models.PositiveIntegerField(null=True, blank=True, help_text="How many may be entered; empty: no limit.")
    entered = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="an_event_has_a_title"),
            models.CheckConstraint(condition=Q(seats=None) | Q(entered__lte=F("seats")), name="no_more_guests_than_seats"),
        ]
        indexes = [models.Index(fields=["store", "on"], name="events_of_a_store")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A member came to an event; a store entered it."""

    event = models.ForeignKey(StoreEvent, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "customer"], name="one_attendance_an_event_and_member")]
        triggers = [laws.only_added("attendances_are_only_added", "an attendance is a record and never changes")]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.event_id}"


class Completion(models.Model):
    """A member completed a mission in a turn by a proof (`plan:17`, `review:5`, `referral:9`, `event:3`).

    It gave `points` from `live_from` on. `purchase` is what it stands on: taken back, the completion is taken back too.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="completions", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="completions")
    turn = models.CharField(max_length=10)
    proof = models.CharField(max_length=60)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, null=True, related_name="completions")
    points = models.PositiveIntegerField()
    at = models.DateTimeField()
    live_from = models.DateTimeField()
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "customer", "turn"],
                condition=Q(taken_back_at=None),
                name="one_completion_a_mission_member_and_turn",
            ),
            models.UniqueConstraint(fields=["mission", "customer", "proof"], name="a_proof_completes_a_mission_once"),
            models.CheckConstraint(condition=Q(points__gte=1) & ~Q(proof=""), name="a_completion_has_a_proof_and_points"),
        ]
        triggers = laws.COMPLETION_LAWS

    def __str__(self) -> str:
        return f"{self.mission_id} by {self.customer_id}"
