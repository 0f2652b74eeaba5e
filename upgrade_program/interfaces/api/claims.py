"""A claim read with all that an answer shows of it, in four statements whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.queries import claim_for, passed_of
from upgrade_program.buyback.queries.look_ups import look_ups_of
from upgrade_program.buyback.services import subject_of
from upgrade_program.foundation.photos.queries import photos_of_each
from upgrade_program.interfaces.api import presenters_claims as presenters
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.queries import shows_full_numbers

SHOWN = ("settlement__voucher", "settlement__store", "settlement__new_variant", "settlement__return_voucher")


def shown_claim(*, actor: Actor, number: str, on: date) -> dict[str, Any]:
    """The claim behind an exact number, for this actor; refuses with `not_found`."""
    return shown(claim_for(actor, number), actor=actor, on=on)


def shown(claim: Claim, *, actor: Actor, on: date, settling: Settlement | None = None, sku: str = "") -> dict[str, Any]:
    """A claim for this actor; `settling` is the settlement just made, whose answer shows both phones' whole IMEIs (section 7)."""
    return _shown([claim], actor=actor, on=on, settling=settling, sku=sku)[0]


def shown_claims(claims: Sequence[Claim], *, actor: Actor, on: date) -> list[dict[str, Any]]:
    """Many of them."""
    return _shown(claims, actor=actor, on=on)


def _shown(claims: Sequence[Claim], *, actor: Actor, on: date, settling: Settlement | None = None, sku: str = "") -> list[dict[str, Any]]:
    if not claims:
        return []
    photos = photos_of_each(map(subject_of, claims))
    passed = {} if settling else passed_of(claims)
    look_ups = look_ups_of(claims)
    answers = []
    for claim in claims:
        done = settling or _settlement_of(claim)
        answers.append(
            presenters.claim(
                claim,
                on=on,
                passed=passed.get(claim.pk, set()) if settling is None else None,
                photos=photos.get(subject_of(claim), []),
                look_up=look_ups.get(claim.pk),
                full=settling is not None or shows_full_numbers(actor, claim.plan),
                settlement=done,
                new_sku=sku or (done.new_variant.sku if done else ""),
                full_new=settling is not None or _sold_here(actor, done),
            )
        )
    return answers


def _settlement_of(claim: Claim) -> Settlement | None:
    found: Settlement | None = getattr(claim, "settlement", None)
    return found


def _sold_here(actor: Actor, done: Settlement | None) -> bool:
    """The store that settled sold the new phone: its manager sees the whole number."""
    return done is not None and actor.manages(done.store_id)
