"""Plan numbers: 10 random Crockford base-32 signs and a check sign, written 4-4-3. Source: smart-upgrade section 4.7."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
_BODY, _BITS = 10, 5
# Crockford: what people read or hear wrongly is put right.
_READING = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
PATTERN = r"^[0-9A-HJKMNP-TV-Z]{10}[0-9A-HJKMNP-TV-Z]$"


def new_plan_number() -> str:
    """A random plan number of 11 signs, from a cryptographic source, so that it cannot be guessed."""
    while True:
        drawn = secrets.randbits(_BITS * _BODY)  # at once: each draw asks the kernel
        body = "".join(ALPHABET[drawn >> place * _BITS & 31] for place in range(_BODY))
        check = check_sign(body)
        # A check sign outside letters and digits would not survive a phone call or an address: draw again.
        if check in ALPHABET:
            return body + check


def check_sign(body: str) -> str:
    """The Crockford check sign (value modulo 37) of a body of base-32 signs; catches every single slip and swap."""
    value = 0
    for sign in body:
        value = value * 32 + ALPHABET.index(sign)
    return CHECK_ALPHABET[value % 37]


def parse_plan_number(text: str) -> str | None:
    """The 11 signs of a plan number, whatever its dashes, case or misread letters; None if it is none."""
    signs = _SEPARATORS.sub("", text).upper().translate(_READING)
    if len(signs) != _BODY + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:_BODY]) == signs[_BODY] else None


def written(number: str) -> str:
    """The number as people read it: 4-4-3."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
