"""Codes of claim tokens: 15 Crockford base-32 signs and a check sign, written 4-4-4-4; longer than a plan's number and told apart by it."""

from __future__ import annotations

import re

from upgrade_program.kernel.numbers import ALPHABET, check_sign

BITS = 75
PATTERN = r"^[0-9A-HJKMNP-TV-Z]{16}$"
_BODY, _SIGN = 15, 5  # signs, bits a sign
_READING = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def token_code(drawn: int) -> str | None:
    """The 16 signs of a random number of 75 bits; None for the few whose check sign would not survive being read out: draw again."""
    body = "".join(ALPHABET[drawn >> place * _SIGN & 31] for place in range(_BODY))
    check = check_sign(body)
    return body + check if check in ALPHABET else None


def parse_token_code(text: str) -> str | None:
    """The 16 signs of a code, whatever its dashes, case or misread letters; None if it is none."""
    signs = _SEPARATORS.sub("", text).upper().translate(_READING)
    if len(signs) != _BODY + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:_BODY]) == signs[_BODY] else None


def written_token(code: str) -> str:
    """The code as people read it: 4-4-4-4."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
