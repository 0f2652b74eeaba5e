"""The shapes of what the calls on claims give, for the schema."""

from __future__ import annotations

from rest_framework import serializers

from upgrade_program.buyback.enums import Answer, State, View
from upgrade_program.buyback.enums import Listing as Listed
from upgrade_program.interfaces.api.answers import CodeSent, Listing, Shape

_STATES = [str(state) for state in State]


def _money(**options: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=10, decimal_places=2, **options)  # type: ignore[arg-type]  # options of a field


class Gate(Shape):
    key = serializers.CharField()
    clause = serializers.CharField(help_text="Of the plan's terms.")
    passed = serializers.BooleanField()


class LookUp(Shape):
    result = serializers.ChoiceField(choices=[str(listed) for listed in Listed])
    by = serializers.CharField(allow_blank=True, help_text="The username of who looked.")
    at = serializers.DateTimeField()
    source = serializers.CharField(help_text="Which register said it.")  # type: ignore[assignment]  # a field has a property of this name


class Deduction(Shape):
    key = serializers.CharField()
    answer = serializers.ChoiceField(choices=[str(answer) for answer in Answer])
    percent = serializers.IntegerField()
    amount = _money()
    clause = serializers.CharField()


class PhotoTaken(Shape):
    view = serializers.ChoiceField(choices=[str(view) for view in View])
    taken_at = serializers.DateTimeField()


class SecondLookTaken(Shape):
    upheld = serializers.BooleanField()
    remark = serializers.CharField()
    at = serializers.DateTimeField()


class Refused(Shape):
    gate = serializers.CharField(help_text="The gate or question that was not passed.")
    clause = serializers.CharField()
    reason = serializers.CharField()
    second_look = SecondLookTaken(allow_null=True)


class NewPhone(Shape):
    sku = serializers.CharField()
    imei = serializers.CharField(help_text="Masked, except in the answer to the settlement and for the settling store's manager.")
    price = _money()
    bill_number = serializers.CharField()


class Reversal(Shape):
    at = serializers.DateTimeField()
    reason = serializers.CharField()
    voucher_number = serializers.CharField(help_text="Of the return voucher.")


class Settlement(Shape):
    settled_at = serializers.DateTimeField()
    store = serializers.CharField(help_text="The settling store's code.")
    exchange = _money(help_text="Set against the new phone's bill as a payment.")
    forfeited = _money()
    voucher_number = serializers.CharField()
    new_phone = NewPhone()
    reversal = Reversal(allow_null=True)


class Claim(Shape):
    id = serializers.CharField(help_text="Written 4-4-3; taken back with or without its dashes.")
    plan = serializers.CharField(help_text="The plan's number.")
    state = serializers.ChoiceField(choices=_STATES, help_text="Told by the dates: past its last day an open claim has lapsed.")
    percent = serializers.IntegerField()
    assured = _money()
    held_through = serializers.DateField(help_text="The last day on which the assured value is held.")
    opened_at = serializers.DateTimeField()
    store = serializers.CharField(help_text="The code of the store where it was opened.")
    handset_imei = serializers.CharField(help_text="Masked, except in the answer to the settlement and for the selling store's manager.")
    gates = Gate(many=True)
    lookup = LookUp(
        allow_null=True, help_text="The newest look-up of the IMEI in the blacklist; null where the till only said it is clear."
    )
    answers = serializers.DictField(child=serializers.ChoiceField(choices=[str(answer) for answer in Answer]))
    deductions = Deduction(many=True)
    waived = _money()
    payable = _money(allow_null=True, help_text="Null until the phone is inspected.")
    working = serializers.ListField(child=serializers.CharField())
    photos = PhotoTaken(many=True)
    photos_missing = serializers.ListField(child=serializers.CharField(), help_text="Views that an offer still needs.")
    refusal = Refused(allow_null=True)
    reason = serializers.CharField(allow_null=True, help_text="Why it was refused or declined.")
    settlement = Settlement(allow_null=True)


class Claims(Listing):
    results = Claim(many=True)


class Offered(Claim):
    code_sent = CodeSent()


class Settled(Claim):
    exchange = _money()
    voucher_number = serializers.CharField()
