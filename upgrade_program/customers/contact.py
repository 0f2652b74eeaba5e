"""How a customer is written to: an e-mail address, if they have one, and a language."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upgrade_program.customers.enums import Language
from upgrade_program.kernel.errors import Invalid

LONGEST = 254


def parse_email(text: str, *, field: str = "customer.email") -> str:
    """The address as typed, its domain in lower case; empty stays empty. Refuses (`invalid`) what no mail can be sent to."""
    address = text.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST or not address.isascii():
        raise Invalid(field=field, sentence="This is not an e-mail address.", next_step="Correct it, or leave it empty.")
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def parse_language(text: str, *, field: str = "customer.language") -> Language:
    """English for en, Hindi for hi; refuses (`invalid`) any other."""
    if text not in Language.values:
        raise Invalid(field=field, sentence="Messages are written in English (en) or Hindi (hi) only.", next_step="Choose one of the two.")
    return Language(text)
