"""Names of people, as they give them: any script, no control signs."""

from __future__ import annotations

import unicodedata

from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.tongue import spoken

LONGEST = 100
_FORBIDDEN = {"Cc", "Cn", "Co", "Cs"}  # control signs, unassigned, private use, half of a pair
_JOINERS = {"\u200c", "\u200d"}  # Devanagari needs them; other invisible format signs only disguise a name


def parse_name(text: str, *, field: str = "customer.name") -> str:
    """The name in NFC with single blanks; refuses (`invalid`) fewer than 2 or more than 100 signs, no letter, or signs one cannot see."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    fault = _fault(name)
    if fault:
        raise Invalid(field=field, sentence=fault, next_step="Type the name as the customer gives it.")
    return name


def _fault(name: str) -> str | None:
    if not name:
        return "The customer's name is missing."
    if any(unicodedata.category(sign) in _FORBIDDEN or (unicodedata.category(sign) == "Cf" and sign not in _JOINERS) for sign in name):
        return "The name has signs in it that cannot be printed."
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        return "A name has letters in it."
    if len(name) < 2:
        return "A name has at least two letters."
    if len(name) > LONGEST:
        return spoken("A name has at most {most} letters, this has {count}.").format(most=LONGEST, count=len(name))
    return None


def masked_name(name: str) -> str:
    """The name as a stranger may see it: the first letter of its first and last part, F••• A•••."""
    parts = name.split()
    shown = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return " ".join(f"{part[0]}•••" for part in shown)
