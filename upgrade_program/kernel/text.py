"""Lines that people type: any script, no control signs."""

from __future__ import annotations

import unicodedata

from upgrade_program.kernel.errors import Invalid

_UNPRINTABLE = {"Cc", "Cn", "Co", "Cs"}  # control signs, unassigned, private use, half of a pair


def one_line(text: str, *, field: str, most: int) -> str:
    """The text in NFC on one line with single blanks; refuses (`invalid`) signs that cannot be printed and more than `most` signs."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in line):
        raise Invalid(field=field, sentence="There are signs in this that cannot be printed.", next_step="Type it by hand.")
    if len(line) > most:
        told = {"most": most, "count": len(line)}
        raise Invalid(field=field, sentence="This has at most {most} signs; these are {count}.", next_step="Say it shorter.", **told)
    return line
