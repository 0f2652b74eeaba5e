"""What the calls take that a plan's holder says yes to with a code: a transfer, a word to a consent, and the codes themselves."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from upgrade_program.interfaces.api.bodies import LANGUAGES, Agreed, AgreedTo
from upgrade_program.interfaces.api.fields import Strict, Text
from upgrade_program.plans.enums import Word
from upgrade_program.usecases.transfer import NewHolder


class CodeTo(Strict):
    mobile = Text(told_by_domain=True, max_length=60)
    name = Text(told_by_domain=True, max_length=400)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, help_text="Of the message; without it the plan's own.")


class CodeWanted(Strict):
    act = serializers.ChoiceField(
        choices=["cancel", "transfer", "withdraw_consent", "agree_again"],
        help_text="What the customer is to confirm. A transfer where the plan's terms know none is transfer_not_allowed; a consent that "
        "stands so already is nothing_changes.",
    )
    customer = CodeTo(
        required=False,
        help_text="Of a transfer only: who takes the plan over. With it the code goes to them, without it to the present holder.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "customer" in attrs and attrs["act"] != "transfer":
            raise serializers.ValidationError({"customer": "Only a transfer has a new holder."})
        return attrs


class HolderGiven(CodeTo):
    language = serializers.ChoiceField(
        choices=LANGUAGES, required=False, help_text="Theirs from now on; without it the plan's own. The consent is to the text in it."
    )
    consent = Agreed()


@extend_schema_serializer(component_name="Transfer")
class Transfer(Strict):
    customer = HolderGiven(help_text="Who takes the plan over.")
    reason = Text(told_by_domain=True, max_length=400)
    otp = Text(told_by_domain=True, max_length=20, help_text="The present holder's code, from POST otp/ with act transfer.")
    new_otp = Text(told_by_domain=True, max_length=20, help_text="The new holder's, from POST otp/ with act transfer and customer.")

    @property
    def to(self) -> NewHolder:
        """Who takes the plan over."""
        given = self.validated_data["customer"]
        return NewHolder(
            mobile=given["mobile"],
            name=given["name"],
            language=given.get("language") or "",
            consent_version=given["consent"]["text_version"],
        )


class AgreedAgain(AgreedTo):
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, help_text="Of the text; without it the plan's own.")


@extend_schema_serializer(component_name="ConsentWord")
class ConsentWord(Strict):
    word = serializers.ChoiceField(choices=[str(word) for word in Word], help_text="What the holder says to the consent to their plan.")
    otp = Text(told_by_domain=True, max_length=20, help_text="Their code, from POST otp/ with act withdraw_consent or agree_again.")
    consent = AgreedAgain(required=False, help_text="With the word agree only: what they agree to.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "consent" in attrs and attrs["word"] != Word.AGREE:
            raise serializers.ValidationError({"consent": "Nothing is agreed to when a consent is withdrawn."})
        return attrs
