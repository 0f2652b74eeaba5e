"""What the calls on one member take: paid months, and the word on their consent to points."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from upgrade_program.billing.services import Tender
from upgrade_program.interfaces.api.bodies import PaymentPart
from upgrade_program.interfaces.api.fields import Day, Rupees, Strict, Text, Whole, optional
from upgrade_program.usecases.membership import BilledTo


class MembershipWanted(Strict):
    months = Whole(min_value=1, max_value=120, help_text="As head office sells them: 1, 6 or 12 today.")
    expected_price = Rupees(help_text="For all months, as shown to the customer; another one in force is refused with price_changed.")
    payments = PaymentPart(many=True, help_text="Cash, UPI with its UTR, or card; nothing waits, and points pay no membership.")
    gstin = optional(max_length=60, help_text="The buyer's, for their tax invoice; then with the address.")
    address = optional(max_length=200)
    place_of_supply = optional(max_length=2, help_text="Two digits of a GST state code; without it the store's state.")

    @property
    def tenders(self) -> list[Tender]:
        """The parts of the payment."""
        parts = self.validated_data["payments"]
        return [Tender(method=part["method"], amount=part["amount"], reference=part.get("reference") or "") for part in parts]

    @property
    def billed_to(self) -> BilledTo:
        """What the invoice says of the buyer besides the name."""
        given = self.validated_data
        return BilledTo(**{name: given.get(name) or "" for name in ("gstin", "address", "place_of_supply")})


class MembershipReturn(Strict):
    first_day = Day(help_text="On which the months begin, as the answer to their sale says.")
    reason = Text(told_by_domain=True, max_length=400)


@extend_schema_serializer(component_name="MemberCodeWanted")
class MemberCodeWanted(Strict):
    act = serializers.ChoiceField(
        choices=["withdraw_consent"], help_text="What the member is to confirm. A consent that is withdrawn already is nothing_changes."
    )


@extend_schema_serializer(component_name="PointsConsentWord")
class PointsConsentWord(Strict):
    word = serializers.ChoiceField(
        choices=["withdraw"], help_text="What the member says to their consent to points. They give it with a sale, or on their own pages."
    )
    otp = Text(told_by_domain=True, max_length=20, help_text="Their code, from POST members/{member}/otp/ with act withdraw_consent.")
