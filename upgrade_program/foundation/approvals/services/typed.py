"""Words a person types to a request."""

from __future__ import annotations

from upgrade_program.foundation.audit.privacy import without_personal
from upgrade_program.kernel.errors import ReasonRequired
from upgrade_program.kernel.text import one_line

LONGEST = 200  # signs


def words(text: str, *, field: str) -> str:
    """The text on one line, perhaps none, any mobile or IMEI struck out; refuses (`invalid`) what cannot be printed or is too long."""
    return without_personal(one_line(text, field=field, most=LONGEST))


def reason(text: str, *, field: str) -> str:
    """The same, but none at all is refused (`reason_required`)."""
    said = words(text, field=field)
    if not said:
        raise ReasonRequired(field=field)
    return said
