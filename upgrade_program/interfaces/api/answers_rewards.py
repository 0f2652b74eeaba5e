"""The shapes of what the calls on rewards give, as `answers.py` has them of the others."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from loyalty.rewards.enums import Kind, Period, State
from upgrade_program.interfaces.api.answers import Listing

Shape = serializers.Serializer[Any]


class Limit(Shape):
    most = serializers.IntegerField(help_text="How many of it one member may have within the period.")
    period = serializers.ChoiceField(choices=Period.values)


class Reward(Shape):
    reward = serializers.CharField(help_text="Its name for POST members/{member}/redemptions/.")
    kind = serializers.ChoiceField(choices=Kind.values)
    name = serializers.CharField()
    about = serializers.CharField()
    partner = serializers.CharField(allow_null=True)
    percent_off = serializers.IntegerField(allow_null=True, help_text="Off the price of a refurbished phone.")
    needs_membership = serializers.BooleanField()
    points = serializers.IntegerField()
    limit = Limit()
    left = serializers.IntegerField(allow_null=True, help_text="null: no limit.")
    until = serializers.DateTimeField(allow_null=True, help_text="When the offer ends, if it does.")
    missing = serializers.IntegerField(allow_null=True, help_text="Points the member lacks; null when no member was asked about.")
    reason = serializers.CharField(allow_null=True, help_text="Why the member cannot have it, apart from points.")


class Rewards(Listing):
    results = Reward(many=True)


class Redemption(Shape):
    id = serializers.CharField(help_text="Written 4-4-3, as the member's message names it.")
    member = serializers.CharField()
    reward = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.values)
    points = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.values)
    code = serializers.CharField(allow_null=True, help_text="null for goods, whose link goes to the member alone.")
    good_through = serializers.DateField(allow_null=True, help_text="The last day on which the code counts; null: no end.")
    store = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
