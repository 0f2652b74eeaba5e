"""Turning what Django's validation says, and what people write as a reason, into refusals."""

from __future__ import annotations

import re

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from upgrade_program.kernel.errors import Invalid, ReasonRequired, Refused, refuse_together

LONGEST_REASON = 300
_LONG_NUMBER = re.compile(r"(?:\d[\s-]*){10,}")


def refuse_unclean(instance: models.Model, *, exclude: set[str] | None = None) -> None:
    """Refuses (`invalid`, all fields together) a row that its fields, unique columns or constraints do not allow."""
    refuse_together([_invalid(name, "This text has signs in it that cannot be stored.") for name in _unstorable(instance)])
    try:
        instance.full_clean(exclude=exclude)
    except ValidationError as fault:
        refuse_together(refusals_of(fault))


def refusals_of(fault: ValidationError, *, field: str | None = None) -> list[Refused]:
    """One refusal a message, at its field; `field` is for messages that name none."""
    if not hasattr(fault, "error_dict"):
        return [_invalid(field, message) for message in fault.messages]
    return [
        _invalid(field if name == NON_FIELD_ERRORS else name, message)
        for name, messages in fault.message_dict.items()
        for message in messages
    ]


def checked_reason(reason: str) -> str:
    """The reason in one line; refuses an empty one (`reason_required`), a long one and one with a long number in it.

    Audit rows outlive an erasure, so no mobile, IMEI or card number may enter one (reliability S0).
    """
    text = " ".join(reason.split())
    if not text:
        raise ReasonRequired
    if len(text) > LONGEST_REASON:
        raise Invalid(field="reason", sentence="A reason has at most {longest} signs.", longest=LONGEST_REASON)
    if _LONG_NUMBER.search(text) or "\x00" in text:
        raise Invalid(field="reason", sentence="A reason holds no phone, card or IMEI number.", next_step="Write it without the number.")
    return text


def _unstorable(instance: models.Model) -> list[str]:
    values = {field.name: field.value_from_object(instance) for field in instance._meta.concrete_fields}
    return [name for name, value in values.items() if isinstance(value, str) and ("\x00" in value or not _encodes(value))]


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _invalid(field: str | None, message: str) -> Refused:
    return Invalid(field=field, sentence=message)
