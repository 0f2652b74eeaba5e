"""The shapes of what the calls give, for the schema. The dicts themselves are made by presenters; a test holds the two together."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from upgrade_program.catalog.enums import WhyNot
from upgrade_program.kernel.actor import Role
from upgrade_program.plans.enums import Status, ValueStatus

Shape = serializers.Serializer[Any]
REASONS = [str(reason) for reason in WhyNot]


def _money(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=10, decimal_places=2, **options)


class Fault(Shape):
    field = serializers.CharField(allow_null=True, help_text="Dotted for nested input; null when no single field is at fault.")
    code = serializers.CharField()
    message = serializers.CharField()


class Problem(Shape):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable: programs decide by it.")
    detail = serializers.CharField()
    errors = Fault(many=True)  # type: ignore[assignment]  # a serializer has a property of this name
    next_step = serializers.CharField(required=False, help_text="What a person can do now.")
    price = _money(required=False, help_text="With price_changed: the price in force.")
    terms = serializers.IntegerField(required=False, help_text="With terms_changed: the version in force for the bill date.")


class Received(Shape):
    received = serializers.BooleanField()


class StoreName(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class StaffName(Shape):
    username = serializers.CharField()
    role = serializers.ChoiceField(choices=[str(role) for role in (Role.CLERK, Role.MANAGER, Role.HEAD_OFFICE, Role.AUDITOR)])


class Token(Shape):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    staff = StaffName()
    store = StoreName(allow_null=True)


class Variant(Shape):
    sku = serializers.CharField()
    brand = serializers.CharField()
    model = serializers.CharField()
    ram_gb = serializers.IntegerField()
    storage_gb = serializers.IntegerField()
    srp = _money(allow_null=True)
    plan_price = _money(allow_null=True)
    sellable = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=REASONS, allow_null=True)


class Listing(Shape):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Variants(Listing):
    results = Variant(many=True)


# `from` is a word of Python, so these cannot be written as classes.
DatedTier = inline_serializer(
    "DatedTier",
    {
        "from": serializers.DateField(),
        "through": serializers.DateField(),
        "percent": serializers.IntegerField(),
        "value": _money(),
    },
    many=True,
)
TierDays = inline_serializer("TierDays", {"from": serializers.DateField(), "through": serializers.DateField()}, allow_null=True)


class Estimate(Shape):
    sku = serializers.CharField()
    srp = _money(allow_null=True)
    plan_price = _money(allow_null=True)
    sellable = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=REASONS, allow_null=True)
    terms = serializers.IntegerField(
        allow_null=True, help_text="The version of the terms that the tiers follow: the sale's expected_terms."
    )
    tiers = DatedTier


class ConsentText(Shape):
    text_version = serializers.IntegerField()
    text = serializers.CharField()


class Document(Shape):
    number = serializers.CharField()
    taxable = _money()
    cgst = _money()
    sgst = _money()
    utgst = _money()
    igst = _money()
    total = _money()


class Buyer(Shape):
    name = serializers.CharField()
    mobile = serializers.CharField(help_text="Masked, except in the answer to the sale and for the selling store's manager.")


class Plan(Shape):
    number = serializers.CharField(help_text="Written 4-4-3; taken back with or without its dashes.")
    status = serializers.ChoiceField(choices=[str(status) for status in Status])
    value_status = serializers.ChoiceField(choices=[str(status) for status in ValueStatus])
    imei = serializers.CharField(help_text="Masked, except in the answer to the sale and for the selling store's manager.")
    sku = serializers.CharField()
    srp = _money()
    price = _money()
    bill_date = serializers.DateField()
    expires_on = serializers.DateField(help_text="The last day on which the plan gives anything.")
    tiers = DatedTier
    store = serializers.CharField(help_text="The store's code.")
    sold_by = serializers.CharField()
    sold_at = serializers.DateTimeField()
    invoice = Document(allow_null=True)
    customer = Buyer()


class Plans(Listing):
    results = Plan(many=True)


class ConsentStands(Plan):
    consent = serializers.ChoiceField(choices=["given", "withdrawn"], help_text="While it is withdrawn nothing is sent about the plan.")


class Cancelled(Plan):
    credit_note = Document(allow_null=True)


class MoneyBack(Shape):
    method = serializers.ChoiceField(choices=["cash", "upi", "card"])
    amount = _money()


class PointsBack(Shape):
    points = serializers.IntegerField()
    last_day = serializers.DateField(allow_null=True, help_text="The last day they can be used; null where they do not end.")
    anew = serializers.BooleanField(help_text="Their own last day is past: they are issued anew, for 30 days.")


class Refund(Shape):
    """What taking it back would do now."""

    money = MoneyBack(many=True)
    points = PointsBack(many=True)
    points_taken = serializers.IntegerField(help_text="Points it has earned, which go.")
    shortfall = serializers.IntegerField(help_text="Those of them that the customer no longer has: owed, or paid for in cash.")
    shortfall_amount = _money(help_text="What the shortfall costs in cash, with shortfall=pay.")


class CodeSent(Shape):
    sent_to = serializers.CharField(help_text="The customer's mobile, masked.")
    expires_at = serializers.DateTimeField(help_text="Until then the code counts.")
    resend_at = serializers.DateTimeField(help_text="From then on another one may be asked for; it replaces this one.")


class Held(Shape):
    percent = serializers.IntegerField()
    assured = _money()
    through = serializers.DateField()


class Change(Shape):
    on = serializers.DateField()
    assured = _money()


class Value(Shape):
    on = serializers.DateField()
    value_status = serializers.ChoiceField(choices=[str(status) for status in ValueStatus])
    percent = serializers.IntegerField()
    assured = _money()
    tier = TierDays
    held = Held(allow_null=True)
    next = Change(allow_null=True)
    working = serializers.ListField(child=serializers.CharField())
