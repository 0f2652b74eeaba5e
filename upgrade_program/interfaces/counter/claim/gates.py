"""What the small form of a gate proves, as the domain wants it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from upgrade_program.buyback.services import Seen, id_seen, look_up_imei, pass_gate_shown, record_look_up
from upgrade_program.foundation.photos.services import Upload
from upgrade_program.interfaces.counter.claim.forms import ClaimForm
from upgrade_program.kernel.actor import Actor

LOOK_UP = "blacklist_clear"


def pass_at(key: str, form: ClaimForm, *, number: str, actor: Actor, asks_service: bool, at: datetime, on: date) -> None:
    """Pass the gate with what its form proves; the look-up asks the connected service, or takes what was read by hand.

    Refuses as `pass_gate_shown`, `look_up_imei` and `record_look_up` do.
    """
    asked: dict[str, Any] = {"number": number, "actor": actor, "at": at, "on": on}
    if key != LOOK_UP:
        seen, file = seen_at(key, form)
        pass_gate_shown(key=key, seen=seen, file=file, **asked)
    elif asks_service and (found := look_up_imei(number=number, actor=actor)):
        record_look_up(look_up=found, **asked)
    else:
        record_look_up(result=form.cleaned_data["result"], file=form.cleaned_data["photo"], **asked)


def seen_at(key: str, form: ClaimForm) -> tuple[Seen, Upload | None]:
    """What was found at a gate that is passed, and the picture of it. Refuses an ID without kind or signs."""
    given = form.cleaned_data
    if key == "id_seen":
        return id_seen(given["kind"], given["last4"]), None
    return Seen(passed=True, facts={}), given.get("photo")
