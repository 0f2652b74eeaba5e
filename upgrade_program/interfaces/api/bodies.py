"""What the calls take. Whether a value is right in itself stands here; whether it may be used is the rules' affair."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.fields import empty

from upgrade_program.billing.services import Tender
from upgrade_program.customers.enums import Purpose
from upgrade_program.interfaces.api.fields import Day, Rupees, Strict, Text, Whole, optional
from upgrade_program.messaging.enums import Report
from upgrade_program.plans.enums import ValueStatus
from upgrade_program.usecases.cancel import Ground, Shortfall
from upgrade_program.usecases.sell import SaleOrder

LANGUAGES = ["en", "hi"]
METHODS = ["cash", "upi", "card", "points"]
_LONGEST_VERSION = 32767


class SignIn(Strict):
    username = Text(allow_blank=False, max_length=150)
    password = Text(allow_blank=False, trim_whitespace=False, max_length=128)
    totp = optional(max_length=20, help_text="The six digits of the authenticator app, where the person has one.")
    store = optional(max_length=6, help_text="The code of the store to work at; without it the person's first store.")


class DeliveryReport(Strict):
    """One message that the provider took, named by one of the two."""

    reference = optional(max_length=36, help_text="As we sent it along with the message.")
    id = optional(max_length=100, help_text="The id that the provider gave it.")
    report = serializers.ChoiceField(choices=[str(report) for report in Report])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("reference")) == bool(attrs.get("id")):
            raise serializers.ValidationError("Name the message by its reference or by its id, not by both.")
        return attrs


class VariantQuery(Strict):
    q = Text(required=False, max_length=100, help_text="Part of name, brand, SKU, RAM or storage; every word must match.")
    cursor = Text(required=False, max_length=100)


class EstimateQuery(Strict):
    sku = Text(allow_blank=False, max_length=120)
    bill_date = Day(required=False, help_text="The day of the phone's final invoice; without it today.")


class ConsentQuery(Strict):
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, default="en")
    purpose = serializers.ChoiceField(
        choices=[str(purpose) for purpose in Purpose],
        required=False,
        default=str(Purpose.PLAN),
        help_text="The plan's own text, which a sale needs; or the loyalty programme's, which a buyer may agree to besides.",
    )


class PlansQuery(Strict):
    value_status = serializers.ChoiceField(choices=[str(status) for status in ValueStatus], required=False)
    cursor = Text(required=False, max_length=100)


class SearchQuery(Strict):
    cursor = Text(required=False, max_length=100)


class MemberWanted(Strict):
    mobile = Text(told_by_domain=True, max_length=40, help_text="As the customer says it: ten digits, with or without +91.")


class ValueQuery(Strict):
    on = Day(required=False, help_text="The day asked about; without it today.")


class PhoneInvoice(Strict):
    number = Text(told_by_domain=True, max_length=200)
    date = Day(required=False, allow_null=True, help_text="The bill date; without it today. An earlier one takes a manager and a reason.")
    price = Rupees()


class AgreedTo(Strict):
    text_version = Whole(
        told_by_domain=True,
        min_value=1,
        max_value=_LONGEST_VERSION,
        help_text="From GET consent/, once the customer has agreed to its text.",
    )


class Agreed(AgreedTo):
    loyalty_text_version = Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=_LONGEST_VERSION,
        help_text="From GET consent/?purpose=loyalty, if the customer has agreed to that text too: the sale makes them a member.",
    )

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if data is empty or data is None:
            return True, {"text_version": None}  # the rules say consent_missing
        return super().validate_empty_values(data)


class CustomerGiven(Strict):
    name = Text(told_by_domain=True, max_length=400)
    mobile = Text(told_by_domain=True, max_length=60)
    email = optional(max_length=254)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, default="en")
    gstin = optional(max_length=60)
    address = optional(max_length=200, help_text="Printed on the invoice; the law asks for it where the buyer has a GSTIN.")
    consent = Agreed()


class PaymentPart(Strict):
    method = serializers.ChoiceField(choices=METHODS)
    amount = Rupees()
    reference = optional(
        max_length=60,
        help_text="UPI: the UTR of 12 digits, empty while waiting. Card: last four, approval code. Points: none, the server counts them.",
    )


@extend_schema_serializer(component_name="Sale")
class Sale(Strict):
    imei = Text(told_by_domain=True, max_length=100)
    imei2 = optional(max_length=100)
    sku = Text(allow_blank=False, max_length=120)
    phone_invoice = PhoneInvoice()
    reason = optional(max_length=200, help_text="Why an earlier bill date.")
    place_of_supply = optional(max_length=2, help_text="Two digits of a GST state code; without it the store's state.")
    customer = CustomerGiven()
    expected_price = Rupees(help_text="The price shown to the customer; another one in force is refused with price_changed.")
    expected_terms = Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=_LONGEST_VERSION,
        help_text="The version of the terms whose values were shown to the customer, from GET estimate/; "
        "another one in force for the bill date is refused with terms_changed. Left out, nothing is compared.",
    )
    payments = PaymentPart(many=True)
    points_otp = optional(
        max_length=20, help_text="The member's code, from POST members/otp/. Needed for 500 points and more, else not read."
    )

    @property
    def order(self) -> SaleOrder:
        """The order these fields make."""
        given: dict[str, Any] = self.validated_data
        bill, customer = given["phone_invoice"], given["customer"]
        return SaleOrder(
            imei=given["imei"],
            imei2=given.get("imei2") or "",
            sku=given["sku"],
            phone_invoice_number=bill["number"],
            phone_invoice_date=bill.get("date"),
            phone_invoice_price=bill["price"],
            reason=given.get("reason") or "",
            place_of_supply=given.get("place_of_supply") or "",
            customer_name=customer["name"],
            customer_mobile=customer["mobile"],
            customer_email=customer.get("email") or "",
            customer_language=customer["language"],
            customer_gstin=customer.get("gstin") or "",
            customer_address=customer.get("address") or "",
            consent_version=customer["consent"]["text_version"],
            loyalty_consent_version=customer["consent"].get("loyalty_text_version"),
            expected_price=given["expected_price"],
            expected_terms=given.get("expected_terms"),
            tenders=[
                Tender(method=part["method"], amount=part["amount"], reference=part.get("reference") or "") for part in given["payments"]
            ],
        )


class Search(Strict):
    """Exactly one of the three."""

    number = optional(max_length=60, help_text="A whole plan number; opens a plan of any store, masked.")
    imei = optional(max_length=100, help_text="Finds plans of the own store.")
    mobile = optional(max_length=60, help_text="Finds plans of the own store.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(1 for value in attrs.values() if value) != 1:
            raise serializers.ValidationError("Send exactly one of number, imei and mobile.")
        return attrs


def shortfall_field() -> serializers.ChoiceField:
    """What becomes of earned points that are no longer there."""
    return serializers.ChoiceField(
        choices=[str(choice) for choice in Shortfall],
        required=False,
        default=str(Shortfall.OWE),
        help_text="Of points it earned and the customer has spent: owe keeps them as a debt of points, pay takes cash for them now. "
        "GET refund/ says how many they are.",
    )


class Cancellation(Strict):
    reason = Text(told_by_domain=True, max_length=400)
    ground = serializers.ChoiceField(
        choices=[str(ground) for ground in Ground],
        required=False,
        default=str(Ground.FREE_LOOK),
        help_text="After the free look only a returned phone or a store error.",
    )
    otp = optional(
        max_length=20,
        help_text="The customer's code, from POST otp/. Needed in the free look of an invoiced plan, and not looked at elsewhere.",
    )
    shortfall = shortfall_field()


class PointsCodeWanted(Strict):
    """For a sale amount and price, or for a redemption the reward."""

    mobile = Text(told_by_domain=True, max_length=60, help_text="The member's, as the sale will name it.")
    amount = Rupees(required=False, help_text="Rupees to be paid with points.")
    price = Rupees(required=False, help_text="Of the plan that is to be sold.")
    reward = Text(required=False, allow_blank=False, max_length=60, help_text="From GET rewards/, in place of amount and price.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = {"reward"} if "reward" in attrs else {"amount", "price"}
        faults = dict.fromkeys(wanted - attrs.keys(), "This is needed for a sale.")
        faults |= dict.fromkeys(attrs.keys() - wanted - {"mobile"}, "A redemption has no such field.")
        if faults:
            raise serializers.ValidationError(faults)
        return attrs


class Confirmation(Strict):
    reference = Text(told_by_domain=True, max_length=60, help_text="The UTR of 12 digits from the customer's UPI app.")
