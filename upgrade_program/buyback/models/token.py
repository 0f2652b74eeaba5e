"""The claim token: the tier of a day, reserved online by the customer and held until the phone is brought to a store."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from upgrade_program.buyback.enums import Standing
from upgrade_program.buyback.models.claim import Claim
from upgrade_program.buyback.models.columns import amount
from upgrade_program.buyback.models.token_laws import TOKEN_LAWS
from upgrade_program.plans.models import Plan

_HELD, _USED = Q(state=Standing.HELD.value), Q(state=Standing.USED.value)


class ClaimToken(models.Model):
    """One reservation; amounts in rupees. Of its code the row keeps what finds it and never what makes it (see token_codes).

    It holds `percent` on its plan through a day until a claim uses it, the customer gives it back, or the day has passed.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="claim_tokens", db_index=False)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in Standing], default=Standing.HELD.value)
    reserved_at = models.DateTimeField()
    reserved_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    assured = amount()
    held_through = models.DateField()
    ended_at = models.DateTimeField(null=True)
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="token", help_text="The claim it opened.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="a_tier_is_reserved_once_a_plan", fields=["plan", "percent"]),
            models.UniqueConstraint(name="one_standing_claim_token_a_plan", fields=["plan"], condition=_HELD),
            models.CheckConstraint(name="a_claim_token_state_is_known", condition=Q(state__in=[state.value for state in Standing])),
            models.CheckConstraint(name="a_claim_token_holds_a_share", condition=Q(percent__gte=1, percent__lte=100, assured__gt=0)),
            models.CheckConstraint(name="a_claim_token_holds_from_its_day_on", condition=Q(held_through__gte=F("reserved_on"))),
            models.CheckConstraint(
                name="a_claim_token_is_used_by_one_claim",
                condition=_USED & Q(claim__isnull=False) | ~_USED & Q(claim__isnull=True),
            ),
            models.CheckConstraint(
                name="a_claim_token_says_when_it_ended",
                condition=_HELD & Q(ended_at__isnull=True) | ~_HELD & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="claim_tokens_due_to_lapse", fields=["held_through", "id"], condition=_HELD)]
        triggers = TOKEN_LAWS

    def __str__(self) -> str:
        return f"claim token {self.pk}"
