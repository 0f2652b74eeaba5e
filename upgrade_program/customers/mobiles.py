"""Indian mobile numbers: read from whatever people type, kept as +91 and ten digits. Source: smart-upgrade section 4.4."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType

from upgrade_program.customers.refusals import MobileInvalid

# What people put between digits: blanks (also the non-breaking ones), dashes, dots and brackets.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212.()]+")
_PREFIX = re.compile(r"^(?:\+91|0091|91(?=\d{10}$)|0(?=\d{10}$))")
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_HIDDEN = "\u2022"
ERASED = "~"  # before the customer's own number, in place of a mobile that was erased: nobody can type it


def parse_mobile(text: str, *, field: str = "customer.mobile") -> str:
    """The number as +91 and ten digits, with +91, 0091, 91 or 0 before it allowed; refuses (`mobile_invalid`) anything else in words."""
    signs = _SEPARATORS.sub("", text)
    digits = _PREFIX.sub("", signs)
    fault = _fault(signs, digits)
    if fault:
        raise MobileInvalid(field=field, sentence=fault[0], next_step=fault[1])
    return f"+91{digits}"


def masked_mobile(mobile: str) -> str:
    """The number as a stranger may see it: 98••• ••421."""
    if mobile.startswith(ERASED):
        return "erased"
    digits = mobile.removeprefix("+91")
    return f"{digits[:2]}{_HIDDEN * 3} {_HIDDEN * 2}{digits[-3:]}"


def _fault(signs: str, digits: str) -> tuple[str, str | None] | None:
    if not signs:
        return "The mobile number is missing.", None
    if any(sign.isdigit() and not sign.isascii() for sign in signs):
        return "Please use the digits 0 to 9: these digits are in another script.", "Switch the keyboard to English and type it again."
    if digits.startswith("+"):
        return "Only Indian mobile numbers (+91) can be used.", None
    if not digits.isdigit():
        return "A mobile number has digits only; this has other signs in it.", None
    if len(digits) != 10:
        return f"A mobile number has ten digits, this has {len(digits)}.", None
    if digits[0] not in "6789":
        return "An Indian mobile number begins with 6, 7, 8 or 9.", "A landline cannot get messages: ask for a mobile number."
    number = phonenumbers.PhoneNumber(country_code=91, national_number=int(digits))
    if phonenumbers.number_type(number) not in _MOBILE:
        return "No mobile network in India uses this number: it is a landline's.", None
    return None
