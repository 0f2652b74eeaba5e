"""The offer: the customer sees what the phone brings, and says yes with a code. Source: smart-upgrade section 6, reliability S6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import brief_claim_for
from upgrade_program.buyback.refusals import AlreadySettled, PhotosMissing
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.tongue import spoken
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check
from upgrade_program.plans.models import Plan

# What the message names, in the customer's language: the act and what it gives.
_WORDS = {"en": ("Give in the phone of the plan", "up to {} off a new phone"), "hi": ("प्लान का फ़ोन देना", "नए फ़ोन पर {} तक की छूट")}
_OFFERABLE = (State.INSPECTED, State.OFFERED)


class Bound(TypedDict):
    """What a customer's code is good for."""

    purpose: str
    subject: str
    session: str


@dataclass(frozen=True, slots=True)
class OfferCode:
    """Where the code went (masked), how long it counts, and from when on another may be asked for."""

    sent_to: str
    expires_at: datetime
    resend_at: datetime


def missing_views(claim: Claim) -> list[str]:
    """The photos that an offer of this claim still needs."""
    taken = {photo.view for photo in photos_of(subject_of(claim))}
    return [view for view in claim.photo_views if view not in taken]


def subject_of(claim: Claim) -> str:
    """What approvals and photos call the claim."""
    return f"claim:{claim.pk}"


def make_offer(*, number: str, actor: Actor, address: str, at: datetime, on: date) -> tuple[Claim, OfferCode]:
    """Offer the payable to the customer and send them the code that accepts it; for an offer made already, another code.

    Refuses a claim not inspected (`claim_state`) or over, photos that are missing (`gate_failed`), too many codes (`otp_limit`).
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *_OFFERABLE, on=on)
        if missing := missing_views(claim):
            raise PhotosMissing(views=", ".join(spoken(view) for view in missing))
        before = claim.state
        if claim.state == State.INSPECTED:
            claim.state = State.OFFERED.value
            claim.offers += 1
            claim.offered_at = at
            claim.save(update_fields=["state", "offers", "offered_at"])
        code = _send(claim, actor=actor, address=address, at=at)
        if before == State.INSPECTED:
            note(claim, verb="offered", actor=actor, at=at, before=before, payable=claim.payable)
    return claim, code


def waiting_code(*, claim: Claim, actor: Actor, at: datetime) -> OfferCode | None:
    """The code this person has sent for this offer and that still counts."""
    challenge = waiting(**bound_to(claim, actor=actor), at=at)
    return _sent(claim.plan, challenge) if challenge else None


def confirm_offer(*, number: str, code: str, actor: Actor, at: datetime, on: date) -> None:
    """Compare the customer's code, in a transaction of its own: a wrong try stays counted. Refuses `otp_wrong` and `otp_expired`.

    What the settlement itself would refuse at once is refused first, so that no try is lost on it; an accepted offer needs no code.
    """
    require_counter(actor)
    claim = brief_claim_for(actor, number)
    if claim.state == State.SETTLED:
        raise AlreadySettled
    check_goes_on(claim, State.OFFERED, State.ACCEPTED, on=on)
    if claim.state == State.OFFERED:
        check(**bound_to(claim, actor=actor), code=code, at=at)


def bound_to(claim: Claim, *, actor: Actor) -> Bound:
    """A code is good for this very offer (another payable is another offer), asked for by this person at this store."""
    return Bound(purpose="claim.settle", subject=f"{subject_of(claim)}:{claim.offers}", session=f"{actor.label}@{actor.store_id}")


def _send(claim: Claim, *, actor: Actor, address: str, at: datetime) -> OfferCode:
    plan = claim.plan
    act, amount = _WORDS[plan.customer_language]
    challenge = ask(
        **bound_to(claim, actor=actor),
        mobile=plan.customer.mobile,
        customer_id=plan.customer_id,
        language=plan.customer_language,
        words={"act": act, "amount": amount.format(rupees_text(claim.payable or 0)), "plan": plan.written},
        address=address,
        at=at,
    )
    return _sent(plan, challenge)


def _sent(plan: Plan, challenge: Challenge) -> OfferCode:
    return OfferCode(sent_to=masked_mobile(plan.customer.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
