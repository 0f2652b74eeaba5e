"""What the small form of a gate proves, as the domain wants it."""

from __future__ import annotations

from upgrade_program.buyback.services import Seen, id_seen
from upgrade_program.foundation.photos.services import Upload
from upgrade_program.interfaces.counter.claim.forms import ClaimForm
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line

SOURCE = "CEIR"


def seen_at(key: str, form: ClaimForm) -> tuple[Seen, Upload | None]:
    """What was found at a gate that is passed, and the picture of it. Refuses an ID without kind or signs, and an empty answer."""
    given = form.cleaned_data
    if key == "id_seen":
        return id_seen(given["kind"], given["last4"]), None
    if key == "blacklist_clear":
        words = one_line(given["answer"], field="answer", most=100)
        if not words:
            raise Invalid(field="answer", sentence="The answer of the look-up is missing.", next_step="Copy it from the screen.")
        return Seen(passed=True, facts={"source": SOURCE, "answer": words}), given["photo"]
    return Seen(passed=True, facts={}), given.get("photo")
