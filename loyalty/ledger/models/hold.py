"""Points kept for a payment that is on its way, until an instant."""

from django.db import models
from django.db.models import Q

from loyalty.ledger.enums import HoldState
from loyalty.ledger.models.account import Account
from loyalty.ledger.models.entry import Entry
from loyalty.ledger.models.laws import HOLD_LAWS


class Hold(models.Model):
    """Open until it is captured (the points are spent) or released (they come back); the moves of its entry say from which lots."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="hold")
    points = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in HoldState], default="open")
    until = models.DateTimeField()
    source_type = models.CharField(max_length=30)
    source_id = models.CharField(max_length=80)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="a_hold_keeps_points", condition=Q(points__gt=0)),
            models.CheckConstraint(name="a_hold_state_is_known", condition=Q(state__in=[state.value for state in HoldState])),
        ]
        indexes = [models.Index(name="holds_due_to_be_released", fields=["until", "id"], condition=Q(state="open"))]
        triggers = HOLD_LAWS

    def __str__(self) -> str:
        return f"hold {self.pk}"
