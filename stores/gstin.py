"""GST registration numbers: 15 signs, state, PAN, check sign. The library does not know Ladakh (38) nor other territory (97)."""

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.in_ import gstin as library
from stdnum.util import clean

from stores.states import STATES
from upgrade_program.kernel.errors import Invalid

PATTERN = r"^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def parse_gstin(text: str, *, field: str = "gstin") -> str:
    """The 15 signs in capitals; refuses (`invalid`) a wrong length, pattern, state, PAN or check sign, and says which."""
    number = clean(text, " -").upper().strip()
    fault = _fault(number)
    if fault:
        raise Invalid(field=field, sentence=fault, next_step="Copy the number from the registration certificate.")
    return number


def gstin_for(body: str) -> str:
    """The full number for its first 14 signs: the check sign is computed (for demo data and tests)."""
    return body + luhn.calc_check_digit(body, _ALPHABET)


def _fault(number: str) -> str | None:
    if len(number) != 15:
        return f"A GSTIN has 15 signs, this has {len(number)}."
    if number[:2] not in STATES:
        return f"No state has the GST code {number[:2]}." if number[:2].isdigit() else "A GSTIN begins with the two digits of its state."
    # The library refuses states it does not know, so the state is exchanged for its shape and the check sign is checked apart.
    shape = "27" + number[2:14]
    try:
        library.validate(shape + luhn.calc_check_digit(shape, _ALPHABET))
    except (ValidationError, ValueError):
        return "This is not the pattern of a GSTIN."
    if not luhn.is_valid(number, _ALPHABET):
        return "The signs of this GSTIN do not belong together: one was mistyped."
    return None
