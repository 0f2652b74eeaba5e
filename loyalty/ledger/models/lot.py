"""Lots: the points one entry gave, with one life; and moves: which entry took how much from which lot."""

from django.db import models
from django.db.models import F, Q

from loyalty.ledger.enums import LotState
from loyalty.ledger.models.account import Account
from loyalty.ledger.models.entry import Entry
from loyalty.ledger.models.laws import LOT_LAWS, MOVE_LAWS


class Lot(models.Model):
    """Points that were given together and die together. Alive while the instant lies before `expires_at`."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lots")
    issued = models.BigIntegerField()
    remaining = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    state = models.CharField(max_length=7, choices=[(state.value, state.value) for state in LotState])
    live_from = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="heirs", db_index=False, help_text="The lot whose points these were."
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="a_lot_holds_no_more_than_was_issued",
                condition=Q(issued__gt=0, remaining__gte=0, held__gte=0, issued__gte=F("remaining") + F("held")),
            ),
            models.CheckConstraint(name="a_lot_state_is_known", condition=Q(state__in=[state.value for state in LotState])),
            models.CheckConstraint(name="an_ended_lot_has_nothing_left", condition=~Q(state="ended") | Q(remaining=0)),
            models.CheckConstraint(name="pending_points_are_never_held", condition=~Q(state="pending") | Q(held=0)),
            models.CheckConstraint(
                name="a_lot_lives_before_it_expires", condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("live_from"))
            ),
        ]
        indexes = [
            # In the order of spending; and what the sum of an account's lots is made of.
            models.Index(
                name="open_lots_of_an_account", fields=["account", "expires_at", "id"], condition=Q(remaining__gt=0) | Q(held__gt=0)
            ),
            models.Index(name="lots_due_to_mature", fields=["live_from", "id"], condition=Q(state="pending", remaining__gt=0)),
            models.Index(name="lots_due_to_expire", fields=["expires_at", "id"], condition=Q(remaining__gt=0, expires_at__isnull=False)),
            models.Index(name="heirs_of_a_lot", fields=["origin"], condition=Q(origin__isnull=False)),
        ]
        triggers = LOT_LAWS

    def __str__(self) -> str:
        return f"lot {self.pk}"


class LotMove(models.Model):
    """What one entry did to one lot: `points` to what remains, `held` to what is held. `restored` of what was taken came back since."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="moves", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="moves")
    points = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    restored = models.BigIntegerField(default=0)
    restores = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="restorations", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="an_entry_moves_a_lot_once", fields=["entry", "lot"]),
            models.CheckConstraint(name="a_move_moves_something", condition=~Q(points=0, held=0)),
            models.CheckConstraint(
                name="no_more_is_restored_than_was_taken",
                condition=Q(restored=0) | Q(restored__gt=0, points__lte=-F("restored") - F("held")),
            ),
        ]
        indexes = [models.Index(name="restorations_of_a_move", fields=["restores"], condition=Q(restores__isnull=False))]
        triggers = MOVE_LAWS

    def __str__(self) -> str:
        return f"{self.points:+d} of lot {self.lot_id}"

    @property
    def taken(self) -> int:
        """What left the account with this move and has not come back."""
        return max(0, -self.points - self.held) - self.restored
