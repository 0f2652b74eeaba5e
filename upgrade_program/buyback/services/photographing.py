"""Adding a photo to a claim. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.buyback.enums import State, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services.gates import GATE_STATES
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.foundation.photos.services import Upload, keep_photo
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor

KEPT_DAYS = 365


def add_photo(*, number: str, view: View, file: Upload, actor: Actor, at: datetime, on: date) -> Claim:
    """Keep a photo of a claim's phone, drawn anew, and give the claim; the photo row says who took it.

    Also of a refused one, for whoever takes the second look. Refuses a claim that is over (`claim_state`, `claim_lapsed`,
    `plan_not_live`) and what `keep_photo` refuses (`photo_too_large`, `photo_unreadable`, `photo_limit`).
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, State.REFUSED, on=on)
        keep_photo(file=file, subject=subject_of(claim), view=str(view), actor=actor, at=at, on=on, keep_days=KEPT_DAYS)
    return claim
