"""The code of a claim token, made anew from the token's salt with the server's key: the table alone opens nothing.

A row keeps the salt and the SHA-256 of the code. The code is 75 random bits, so nobody finds it from its digest; whoever has the row and
not the key cannot make it.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest
from itertools import count

from django.conf import settings
from django.utils.crypto import salted_hmac

from upgrade_program.kernel.tokens import BITS, parse_token_code, token_code

_BYTES = BITS // 8 + 1


def new_salt() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def digest_of(code: str) -> str:
    """What a row keeps of a code, and finds it by."""
    return sha256(code.encode()).hexdigest()


def code_of(salt: str, *, digest: str = "") -> str | None:
    """The code of a salt: with the key in force, or, where `digest` is given, with the key it was made with; None if that one is gone."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        code = _made(salt, key)
        if digest in {"", digest_of(code)}:
            return code
    return None


def is_code(text: str, *, digest: str) -> bool:
    """Whether what was scanned or typed is the code of this digest."""
    code = parse_token_code(text)
    return code is not None and compare_digest(digest_of(code), digest)


def _made(salt: str, key: str | bytes) -> str:
    for draw in count():
        keyed = salted_hmac("upgrade_program.buyback.claim_token", f"{salt}:{draw}", secret=key, algorithm="sha256").digest()
        code = token_code(int.from_bytes(keyed[:_BYTES]) % 2**BITS)
        if code:
            return code
    raise AssertionError  # count() has no end
