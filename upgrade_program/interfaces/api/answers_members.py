"""The shapes of what the calls on members give, as `answers.py` has them of the others."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from loyalty.ledger.enums import Kind
from upgrade_program.interfaces.api.answers import Document, Listing

Shape = serializers.Serializer[Any]


class Ending(Shape):
    on = serializers.DateField(help_text="The last day on which these points can be used.")
    points = serializers.IntegerField()


class Member(Shape):
    id = serializers.CharField(help_text="For members/{member}/…; it opens nothing else.")
    name = serializers.CharField(help_text="Masked.")
    pending = serializers.IntegerField(help_text="On their way: they become available when the time to return the purchase is over.")
    available = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Put aside for a payment that is not finished.")
    debt = serializers.IntegerField(help_text="Owed: paid by the next points that become available.")
    status = serializers.CharField()
    next_expiry = Ending(allow_null=True)
    left_on = serializers.DateField(
        allow_null=True,
        help_text="The day on which they withdrew their consent to points; null of a member. From then on nothing is earned and no bill "
        "takes their points, which stay for rewards through their last day. A sale with loyalty_text_version makes them a member again.",
    )


class PointsConsent(Member):
    consent = serializers.ChoiceField(choices=["given", "withdrawn"], help_text="To points: without it nothing is earned.")


class Source(Shape):
    type = serializers.CharField()
    id = serializers.CharField()


class Balance(Shape):
    pending = serializers.IntegerField()
    available = serializers.IntegerField()
    held = serializers.IntegerField()
    debt = serializers.IntegerField()


class Entry(Shape):
    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=[str(kind) for kind in Kind])
    title = serializers.CharField()
    why = serializers.CharField(help_text="The arithmetic or the reason; may be empty.")
    points = serializers.IntegerField(help_text="Given or taken in all; 0 where points only moved between balances.")
    change = Balance()
    after = Balance()
    cause = Source()
    rule = serializers.CharField(allow_null=True, help_text="Which dated version gave the points.")
    store = serializers.CharField(allow_null=True)


class Entries(Listing):
    results = Entry(many=True)


class PaidMonths(Shape):
    member = serializers.CharField(help_text="As in the address.")
    months = serializers.IntegerField()
    first_day = serializers.DateField(help_text="Today, or the day after what was prepaid already.")
    last_day = serializers.DateField()
    amount = serializers.CharField(help_text="Rupees for all months, GST included.")
    returnable_through = serializers.DateField(allow_null=True, help_text="The last day to take them back; null once they were.")
    invoice = Document(allow_null=True, help_text="Null where the months cost nothing.")
    credit_note = Document(allow_null=True, help_text="Once they were taken back.")
