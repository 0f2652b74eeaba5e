"""What the calls on rewards take."""

from __future__ import annotations

from rest_framework import serializers

from upgrade_program.interfaces.api.fields import Strict, Text, optional


class RewardsQuery(Strict):
    member = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="A member's id: each reward then says what they lack for it."
    )


class RedemptionWanted(Strict):
    reward = Text(allow_blank=False, max_length=60, help_text="From GET rewards/.")
    otp = optional(max_length=20, help_text="The member's code, where one was sent from the counter's page; it is then used up.")
