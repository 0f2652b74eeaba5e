"""Codes of rewards: made here, or read from a partner's list. No framework in here."""

from __future__ import annotations

import re
import secrets

from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.numbers import ALPHABET

LONGEST = 30  # an SMS cuts what is longer
_SIGNS = 12
_CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{3,{LONGEST - 1}}}")


def new_code() -> str:
    """Twelve random signs of base 32 (60 bits), written 4-4-4, so that a code can neither be guessed nor counted up to."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_SIGNS))
    return "-".join(signs[place : place + 4] for place in range(0, _SIGNS, 4))


def read_codes(text: str, *, field: str = "codes") -> list[str]:
    """The codes of a list, one a line; empty lines do not count.

    Refuses (`invalid`) a list without any, one code twice, and a code that is not 4 to 30 letters, digits, - and _, by its line.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        if not code:
            continue
        if not _CODE.fullmatch(code):
            raise Invalid(
                field=field, sentence=f"Line {number} is no code: 4 to {LONGEST} letters, digits, - and _.", next_step="Correct it."
            )
        if code in found:
            raise Invalid(field=field, sentence=f"Line {number} repeats the code of line {found[code]}.", next_step="Take one out.")
        found[code] = number
    if not found:
        raise Invalid(field=field, sentence="The list has no codes.", next_step="Write one a line.")
    return list(found)
