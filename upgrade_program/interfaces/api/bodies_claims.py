"""What the calls on claims take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from upgrade_program.buyback.enums import Answer, IdKind, Listing, State, View
from upgrade_program.buyback.services import Seen, id_seen
from upgrade_program.interfaces.api.bodies import shortfall_field
from upgrade_program.interfaces.api.fields import Flag, Rupees, Strict, Text, optional
from upgrade_program.usecases.upgrade import NewPhone


class ClaimWanted(Strict):
    handset_imei = Text(told_by_domain=True, max_length=100, help_text="Read off the phone (*#06#); either of its two IMEIs.")
    token = optional(max_length=60, help_text="The code of a tier that the customer reserved online, 16 signs, written 4-4-4-4.")


class ClaimsQuery(Strict):
    state = serializers.ChoiceField(choices=[str(state) for state in State], required=False)
    cursor = Text(required=False, max_length=100)


class PhotoGiven(Strict):
    file = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG or WebP, at most 10 MB; it is drawn anew, without its EXIF.")
    view = serializers.ChoiceField(choices=[str(view) for view in View], help_text="What it shows.")


class IdShown(Strict):
    type = serializers.ChoiceField(choices=[str(kind) for kind in IdKind])
    last4 = Text(told_by_domain=True, max_length=60, help_text="Exactly the last four signs, never the whole number.")


class LookedUp(Strict):
    result = serializers.ChoiceField(choices=[str(listing) for listing in Listing], help_text="What the CEIR page says.")


@extend_schema_field(
    {
        "anyOf": [
            {"type": "boolean"},
            {
                "type": "object",
                "properties": {"result": {"type": "string", "enum": [str(listing) for listing in Listing]}},
                "required": ["result"],
                "additionalProperties": False,
            },
        ]
    }
)
class LookUpField(serializers.Field[bool | str, Any, Any, Any]):
    """True or false; or an object, as `LookedUp`, whose result is read off the photo `blacklist` of the claim."""

    default_error_messages = {"invalid": 'This is true, false, or an object whose result is "clear" or "blocked".'}

    def to_internal_value(self, data: Any) -> bool | str:
        if isinstance(data, bool):
            return data
        if not isinstance(data, Mapping):
            self.fail("invalid")
        read = LookedUp(data=data)
        read.is_valid(raise_exception=True)
        return str(read.validated_data["result"])


class Gates(Strict):
    """False is a gate that was not passed. Those passed before need not be sent again."""

    blacklist_clear = LookUpField(
        required=False,
        help_text="True: a connected look-up service is asked now (look_up_unavailable when it is silent), without one the word counts. "
        "With a result: what the CEIR page says, after its screenshot was sent to photos/ as view blacklist; blocked stays recorded.",
    )
    locks_removed = Flag(required=False)
    invoice_seen = Flag(required=False)
    id_seen = IdShown(required=False, allow_null=True)
    powers_on = Flag(required=False)
    imei_legible = Flag(required=False)
    no_liquid = Flag(required=False)
    wipe_consent = Flag(required=False)


class Inspection(Strict):
    answers = serializers.DictField(
        child=serializers.ChoiceField(choices=[str(answer) for answer in Answer]),
        help_text="Every question of the claim's check list: display, touch, camera, battery, wifi, fingerprint, sound, body.",
    )
    gates = Gates()

    @property
    def seen(self) -> dict[str, Seen]:
        """The gates as they were seen, but for a look-up by hand; refuses an ID of another form (`invalid`)."""
        given: Mapping[str, Any] = self.validated_data["gates"]
        shown = given.get("id_seen")
        plain = {key: Seen(passed=passed, facts={}) for key, passed in given.items() if isinstance(passed, bool)}
        return plain | ({"id_seen": id_seen(shown["type"], shown["last4"])} if shown else {})

    @property
    def look_up(self) -> bool | str | None:
        """True: the phone is clear; clear or blocked: what was read by hand; None or false: nothing to look up."""
        found: bool | str | None = self.validated_data["gates"].get("blacklist_clear")
        return found


class OfferWanted(Strict):
    """Nothing: the offer is computed."""


class NewPhoneGiven(Strict):
    imei = Text(told_by_domain=True, max_length=100)
    sku = Text(allow_blank=False, max_length=120)
    price = Rupees(help_text="As billed, at most the SRP of the day; below 80 % of it a manager settles.")
    bill_number = Text(told_by_domain=True, max_length=200, help_text="Of the new phone's bill from the store's own till.")


class PointsPart(Strict):
    method = serializers.ChoiceField(choices=["points"])
    amount = Rupees()


class SettlementWanted(Strict):
    new_phone = NewPhoneGiven()
    otp = optional(max_length=20, help_text="The customer's code, from POST offer/ by the same person at the same store.")
    excess_acknowledged = Flag(
        required=False, default=False, help_text="The customer knows that what the new phone costs less than the value is forfeited."
    )
    payments = PointsPart(many=True, required=False, help_text="Points only; the rest of the bill is the store's own till's.")

    @property
    def phone(self) -> NewPhone:
        return NewPhone(**self.validated_data["new_phone"])


class Refusal(Strict):
    reason = Text(told_by_domain=True, max_length=400, help_text="What was seen, in words.")
    clause = optional(max_length=20, help_text="Of the plan's terms, as 3.7; without it that of the first gate not passed.")


class WithReason(Strict):
    reason = Text(told_by_domain=True, max_length=400)


class ReversalWanted(WithReason):
    shortfall = shortfall_field()


class SecondLook(Strict):
    upheld = Flag(help_text="True: the refusal stands. False: the claim goes on where it was.")
    remark = Text(told_by_domain=True, max_length=400, help_text="What was seen, in words.")
