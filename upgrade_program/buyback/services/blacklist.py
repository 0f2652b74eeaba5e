"""The first gate of a claim: the look-up of its IMEI in the register of lost and stolen phones, with its proof.

The claim page asks `look_up_imei` first: None means that the clerk looks by hand. Then `record_look_up` passes the gate, or records that
the phone is blocked and refuses; `look_up_given` is for those who give all gates together.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from upgrade_program.buyback.blacklist import LookUp, blacklist
from upgrade_program.buyback.enums import Listing, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claim_for, passed_of, wording_of
from upgrade_program.buyback.services.gates import GATE_STATES, Seen, failed, pass_gates
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.offering import subject_of
from upgrade_program.buyback.services.photographing import KEPT_DAYS
from upgrade_program.buyback.services.telling import note
from upgrade_program.foundation.audit.privacy import without_personal
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.services import Upload, keep_photo
from upgrade_program.foundation.requests.transaction import act_transaction
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
    _check_result(result)
    if photo is None or not photos_of(subject_of(claim)).filter(pk=photo, view=View.BLACKLIST).exists():
        raise Invalid(
            field="gates.blacklist_clear.photo",
            sentence="The screenshot of the look-up is missing.",
            next_step="Add a screenshot of the CEIR page that shows the result.",
        )
    facts = {"source": BY_HAND, "result": result, "looked_up_at": at.isoformat(), "photo": str(photo)}
    return Seen(passed=result == Listing.CLEAR, facts=facts)


def record_look_up(
    *,
    number: str,
    look_up: LookUp | None = None,
    result: str = "",
    photo: UUID | None = None,
    file: Upload | None = None,
    actor: Actor,
    at: datetime,
    on: date,
) -> Claim:
    """Pass the gate with a service's answer (`look_up`), or with what was read by hand: `result` and its screenshot, as the id of a photo
    kept before or as the file itself.

    A blocked phone refuses (`gate_failed`, with the clause for refusing the claim): the gate stays shut, but the look-up stays recorded
    with its screenshot. So call it outside any other transaction. Also refuses as `found_by_hand` and `pass_gates` do, and what
    `keep_photo` refuses; then nothing is recorded.
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, on=on)
        if look_up is not None:
            seen = found_by_service(look_up, at=at)
        else:
            _check_result(result)
            if file is not None:
                kept = keep_photo(file=file, subject=subject_of(claim), view=View.BLACKLIST, actor=actor, at=at, on=on, keep_days=KEPT_DAYS)
                photo = kept.pk
            seen = found_by_hand(claim=claim, result=result, photo=photo, at=at)
        if seen.passed:
            return pass_gates(number=number, seen={GATE: seen}, actor=actor, at=at, on=on)
        facts: dict[str, Any] = dict(seen.facts)
        if "reference" in facts:  # of a service's own making: ten digits would pass for a mobile in the trail
            facts["reference"] = without_personal(facts["reference"])
        note(claim, verb="looked_up", actor=actor, at=at, **facts)
    raise failed(next(gate for gate in wording_of(claim).gates if gate.key == GATE))


def look_up_given(given: bool | str | None, *, number: str, actor: Actor, at: datetime, on: date) -> dict[str, Seen]:
    """The gate as a till gives it with all others: asked of the connected service where the till says it is clear, or read by hand.

    What is given by hand as clear or blocked is proven by the newest photo `blacklist` of the claim. A blocked phone is recorded and
    refuses as `record_look_up` does; otherwise nothing is recorded yet. Refuses as `look_up_imei` and `found_by_hand` do.
    """
    if not given or GATE in passed_of([claim := claim_for(actor, number)]).get(claim.pk, ()):
        return {}
    if isinstance(given, str):
        photo = photos_of(subject_of(claim)).filter(view=View.BLACKLIST).order_by("-taken_at").values_list("pk", flat=True).first()
        seen = found_by_hand(claim=claim, result=given, photo=photo, at=at)
        found: dict[str, Any] = {"result": given, "photo": photo}
    elif look_up := look_up_imei(number=number, actor=actor):
        seen, found = found_by_service(look_up, at=at), {"look_up": look_up}
    else:
        return {}
    if not seen.passed:
        record_look_up(number=number, actor=actor, at=at, on=on, **found)
    return {GATE: seen}


def _check_result(result: str) -> None:
    if result not in list(Listing):
        raise Invalid(field="gates.blacklist_clear.result", sentence="The look-up's result is missing.", next_step="Say clear or blocked.")
