"""The first gate of a claim: the look-up of its IMEI in the register of lost and stolen phones, with its proof.

The claim page asks `look_up_imei` first: None means that the clerk looks by hand. Then `record_look_up` passes the gate, or `found_by_hand`
and `found_by_service` give the `Seen` for `pass_gates` and `inspect_phone`, where all gates are given together.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from upgrade_program.buyback.blacklist import LookUp, blacklist
from upgrade_program.buyback.enums import Listing, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claim_for
from upgrade_program.buyback.services.gates import Seen, pass_gates
from upgrade_program.buyback.services.locking import require_counter
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid

GATE = "blacklist_clear"
BY_HAND = "CEIR web page, by hand"


def look_up_imei(*, number: str, actor: Actor) -> LookUp | None:
    """What a connected service says of the claim's phone; None when there is none and the clerk looks by hand. Changes nothing.

    Waits for the network, so call it outside any transaction. Refuses (`look_up_unavailable`) when the service does not answer.
    """
    require_counter(actor)
    return blacklist().look_up(claim_for(actor, number).handset_imei)


def found_by_service(look_up: LookUp, *, at: datetime) -> Seen:
    """A service's answer as seen at the gate; blocked does not pass."""
    facts = {"source": look_up.source, "result": str(look_up.result), "looked_up_at": at.isoformat()}
    if look_up.reference:
        facts["reference"] = look_up.reference
    return Seen(passed=look_up.result is Listing.CLEAR, facts=facts)


def found_by_hand(*, claim: Claim, result: str, photo: UUID | None, at: datetime) -> Seen:
    """What the clerk read on the web page, with the screenshot kept of it as the claim's photo `blacklist`; blocked does not pass.

    Refuses (`invalid`) another word than clear or blocked, and a screenshot that is missing or is not this claim's.
    """
    if result not in list(Listing):
        raise Invalid(field="gates.blacklist_clear.result", sentence="The look-up's result is missing.", next_step="Say clear or blocked.")
    if photo is None or not photos_of(subject_of(claim)).filter(pk=photo, view=View.BLACKLIST).exists():
        raise Invalid(
            field="gates.blacklist_clear.photo",
            sentence="The screenshot of the look-up is missing.",
            next_step="Add a screenshot of the CEIR page that shows the result.",
        )
    facts = {"source": BY_HAND, "result": result, "looked_up_at": at.isoformat(), "photo": str(photo)}
    return Seen(passed=result == Listing.CLEAR, facts=facts)


def record_look_up(
    *, number: str, look_up: LookUp | None = None, result: str = "", photo: UUID | None = None, actor: Actor, at: datetime, on: date
) -> Claim:
    """Pass the gate with a service's answer (`look_up`), or with what was read by hand (`result` and the id of its screenshot).

    A blocked phone refuses (`gate_failed`, with the clause for refusing the claim) and records nothing; also refuses as `found_by_hand`
    and `pass_gates` do.
    """
    require_counter(actor)
    if look_up is not None:
        seen = found_by_service(look_up, at=at)
    else:
        seen = found_by_hand(claim=claim_for(actor, number), result=result, photo=photo, at=at)
    return pass_gates(number=number, seen={GATE: seen}, actor=actor, at=at, on=on)
