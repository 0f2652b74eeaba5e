"""What the calls on rewards take."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from loyalty.members.ids import customer_id_of
from upgrade_program.interfaces.api.fields import Strict, Text, optional


class MemberId(Text):
    """A member's id as `POST members/lookup/` gave it, read as the customer's number."""

    def run_validation(self, data: Any = empty) -> Any:
        text = super().run_validation(data)
        try:
            return customer_id_of(text)
        except ValueError as no:
            raise serializers.ValidationError("This is no id of a member: take it from POST members/lookup/.") from no


class RewardsQuery(Strict):
    member = MemberId(required=False, max_length=100, help_text="A member's id: each reward then says what they lack for it.")


class RedemptionWanted(Strict):
    reward = Text(allow_blank=False, max_length=60, help_text="From GET rewards/.")
    otp = optional(
        max_length=20,
        help_text="The member's code, from POST members/otp/ with the reward. Needed for 500 points and more; a code given is used up.",
    )
