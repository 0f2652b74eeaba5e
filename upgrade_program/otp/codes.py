"""The code of a challenge, and the digests that stand in its row: all made with the server's key, so that the table alone tells nothing.

Source: reliability S6. A code is never stored: whoever sends or compares it makes it anew from the challenge's random id.
"""

from __future__ import annotations

from hmac import compare_digest
from uuid import UUID

from django.utils.crypto import salted_hmac

DIGITS = 6
_CODES = 10**DIGITS
_RANGE = 2**64
_FAIR = _RANGE - _RANGE % _CODES  # numbers from here on would make some codes likelier than others


def code_of(challenge_id: UUID) -> str:
    """The six digits of a challenge; every code is equally likely."""
    draw = 0
    while True:
        number = int.from_bytes(_keyed("code", f"{challenge_id}:{draw}")[:8], "big")
        if number < _FAIR:
            return f"{number % _CODES:0{DIGITS}d}"
        draw += 1


def is_code_of(challenge_id: UUID, code: str) -> bool:
    """Whether these are the digits of the challenge, in a time that tells nothing of them."""
    return compare_digest(code_of(challenge_id).encode(), code.encode("utf-8", "replace"))


def digest(kind: str, text: str) -> str:
    """What stands for a mobile, an address or a session in a row: equal for equal text, and unreadable without the server's key."""
    return _keyed(kind, text).hex()


def _keyed(kind: str, text: str) -> bytes:
    return salted_hmac(f"upgrade_program.otp.{kind}", text, algorithm="sha256").digest()
