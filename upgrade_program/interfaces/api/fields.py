"""Fields that take exactly what the schema says: text is text, a number is a number, and money is never a floating-point number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.utils.serializer_helpers import BindingDict

MOST_RUPEES = 99_999_999
RUPEES_PATTERN = r"^[0-9]{1,8}(\.[0-9]{1,2})?$"
_RUPEES = re.compile(RUPEES_PATTERN)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Text(serializers.CharField):
    """Text and nothing else. With `told_by_domain`, a missing one is read as empty, so that the rules name it with their own code."""

    default_error_messages = {"invalid": "This is text, in quotes."}

    def __init__(self, *, told_by_domain: bool = False, **options: Any) -> None:
        self.told_by_domain = told_by_domain
        super().__init__(**({"allow_blank": True} | options))

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if self.told_by_domain and (data is empty or data is None):
            return True, ""
        return super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


def optional(*, max_length: int, help_text: str = "") -> Text:
    """Text that may be left out, empty or null: all three mean the same."""
    return Text(required=False, allow_null=True, max_length=max_length, help_text=help_text or None)


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "pattern": RUPEES_PATTERN, "example": "6999.00"},
            {"type": "integer", "minimum": 0, "maximum": MOST_RUPEES},
        ]
    }
)
class Rupees(serializers.Field[Decimal, Any, str, Any]):
    """An amount from ₹0 to ₹9,99,99,999.99: text ("6999.00") or a whole number.

    A floating-point number is refused: 399.1 has lost its paisa before anybody could read it.
    """

    default_error_messages = {"invalid": 'An amount is text like "6999.00" or a whole number of rupees.'}

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, int) and not isinstance(data, bool) and 0 <= data <= MOST_RUPEES:
            return Decimal(data)
        if isinstance(data, str) and _RUPEES.fullmatch(data):
            return Decimal(data)
        self.fail("invalid")

    def to_representation(self, value: Decimal) -> str:
        return f"{value:.2f}"


class Day(serializers.DateField):
    """A day as 2027-05-03, and no other spelling of it."""

    default_error_messages = {"invalid": "A day is written 2027-05-03."}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("invalid")


class Whole(serializers.IntegerField):
    """A whole number, not one in quotes. With `told_by_domain`, a missing one is read as None, for the rules to name."""

    default_error_messages = {"invalid": "This is a whole number, without quotes."}

    def __init__(self, *, told_by_domain: bool = False, **options: Any) -> None:
        self.told_by_domain = told_by_domain
        super().__init__(**options)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if self.told_by_domain and (data is empty or data is None):
            return True, None
        return super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false, and no other spelling of it."""

    default_error_messages = {"invalid": "This is true or false, without quotes."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Strict(serializers.Serializer[Any]):
    """An object with the fields named here and no others (`invalid`, at the unknown name).

    The fields are the same for every request: they keep nothing of what they read, and copying them costs more than reading.
    """

    @property
    def fields(self) -> BindingDict:
        return _fields_of(type(self))

    def to_internal_value(self, data: Any) -> Any:
        faults: dict[str, Any] = {}
        if isinstance(data, Mapping):
            faults = {str(name): ["Nobody knows this field."] for name in data if name not in self.fields}
        try:
            read = super().to_internal_value(data)
        except serializers.ValidationError as no:
            raise serializers.ValidationError({**no.detail, **faults} if isinstance(no.detail, dict) else no.detail) from None
        if faults:
            raise serializers.ValidationError(faults)
        return read


@cache
def _fields_of(kind: type[Strict]) -> BindingDict:
    bound: BindingDict = serializers.Serializer.fields.func(kind())  # type: ignore[attr-defined]  # behind the cached property
    return bound
