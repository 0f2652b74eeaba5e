"""Photos of a claim: what was seen, kept long enough for a second look and a dispute. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from upgrade_program.buyback.enums import State, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.refusals import PhotosMissing
from upgrade_program.buyback.services.gates import GATE_STATES, Seen, pass_gates
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.services import Upload, keep_photo
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid

KEPT_DAYS = 400
# Gates whose proof is a picture of a screen; without it the word of one person would stand alone.
_PROOF: Mapping[str, View] = {"blacklist_clear": View.BLACKLIST}
_SHOWS: Mapping[str, View] = {**_PROOF, "locks_removed": View.SETUP}


def add_photo(*, number: str, view: str, file: Upload, actor: Actor, at: datetime, on: date) -> Claim:
    """Keep a photo of a claim's phone for 400 days, drawn anew, and give the claim; the photo row says who took it.

    Also of a refused one, for whoever takes the second look. Refuses other views (`invalid`), a claim that is over (`claim_state`,
    `claim_lapsed`, `plan_not_live`) and what `keep_photo` refuses (`photo_too_large`, `photo_unreadable`, `photo_limit`).
    """
    require_counter(actor)
    if view not in list(View):
        raise Invalid(field="view", sentence="Nobody knows this view of a phone.", next_step="One of: {known}.", known=", ".join(View))
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, State.REFUSED, on=on)
        keep_photo(file=file, subject=subject_of(claim), view=str(view), actor=actor, at=at, on=on, keep_days=KEPT_DAYS)
    return claim


def pass_gate_shown(*, number: str, key: str, seen: Seen, file: Upload | None, actor: Actor, at: datetime, on: date) -> Claim:
    """Pass one gate with the photo that proves it, both or neither.

    The blacklist's answer needs a picture of the screen that gave it (`gate_failed`, field photos); other gates may go without.
    Refuses as `pass_gates` and `add_photo` do.
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        if file is not None and seen.passed and key in _SHOWS:
            add_photo(number=number, view=_SHOWS[key], file=file, actor=actor, at=at, on=on)
        proof = _PROOF.get(key)
        if proof and seen.passed and not photos_of(subject_of(claim)).filter(view=proof).exists():
            raise PhotosMissing(views=f"the screen with the answer ({proof})")
        return pass_gates(number=number, seen={key: seen}, actor=actor, at=at, on=on)
