"""The number a handset is known by: exactly 15 ASCII digits with a Luhn check digit. Source: smart-upgrade section 4.1."""

from __future__ import annotations

import re
from typing import ClassVar

from stdnum import luhn

from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.tongue import spoken

LENGTH = 15
# What scanners and people put between the digits: blanks (also the non-breaking ones) and every kind of dash.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


class ImeiInvalid(Refused):
    """The text is no IMEI; the words say which mistake it is."""

    code: ClassVar[str] = "imei_invalid"
    status: ClassVar[int] = 422
    field = "imei"
    sentence = "This is not an IMEI."
    next_step = "Scan the barcode on the box again, or dial *#06# on the phone and compare."


def parse_imei(text: str, *, field: str = "imei") -> str:
    """The 15 digits of an IMEI, with spaces and dashes stripped; refuses everything else with words that tell the mistakes apart."""
    digits = _SEPARATORS.sub("", text)
    fault = _fault(digits)
    if fault:
        raise ImeiInvalid(field=field, sentence=fault[0], next_step=fault[1])
    return digits


def looks_like_imei(text: str) -> bool:
    """Whether a scan is meant as an IMEI: 14 to 16 digits of any script once separators are gone."""
    digits = _SEPARATORS.sub("", text)
    return 14 <= len(digits) <= 16 and digits.isdigit()


def masked(imei: str) -> str:
    """The IMEI as a stranger may see it: the last four digits only."""
    return "•" * (LENGTH - 4) + imei[-4:]


def model_prefix(imei: str) -> str:
    """The first 8 digits (the type allocation code), which name the model."""
    return imei[:8]


def _fault(digits: str) -> tuple[str, str | None] | None:
    if not digits:
        return "The IMEI is missing.", None
    if any(sign.isalpha() and sign.isascii() for sign in digits):
        return (
            "This looks like a serial number, not an IMEI: an IMEI has digits only.",
            "Look for the barcode marked IMEI on the box, or dial *#06# on the phone.",
        )
    if digits.isdigit() and not digits.isascii():
        return "Please use the digits 0 to 9: these digits are in another script.", "Switch the keyboard to English and type it again."
    if not digits.isdigit():
        return "An IMEI has digits only; this has other signs in it.", None
    if len(digits) == LENGTH + 1:
        return (
            "These are 16 digits: an IMEI has 15. Sixteen is the IMEI with its software version (IMEISV).",
            "Dial *#06# on the phone and type the 15 digits marked IMEI.",
        )
    if len(digits) == LENGTH - 1:
        return "These are 14 digits: an IMEI has 15. The last one, the check digit, is missing.", None
    if len(digits) != LENGTH:
        return spoken("These are {count} digits: an IMEI has 15.").format(count=len(digits)), None
    if set(digits) == {"0"}:
        return "All zeros is what a phone shows when its IMEI is lost.", "This phone cannot be covered; send it to a service centre."
    if not luhn.is_valid(digits):
        return "These 15 digits do not belong together: one was mistyped.", None
    return None
