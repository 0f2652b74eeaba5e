"""Claims on a plan's page: whether one can be started, the one that goes on, and what the customer reserved online."""

from __future__ import annotations

from datetime import date

from django.contrib.sessions.backends.base import SessionBase

from upgrade_program.buyback.models import ClaimToken
from upgrade_program.buyback.queries import claims_of, standing_token_of, written_code_of
from upgrade_program.interfaces.counter.claim.forms import StartForm
from upgrade_program.interfaces.counter.claim.lists import stated
from upgrade_program.interfaces.counter.claim.photos import day_zero_of
from upgrade_program.interfaces.counter.marks import was_scanned
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan


def claim_facts_of(plan: Plan, *, actor: Actor, on: date, session: SessionBase, form: StartForm | None = None) -> dict[str, object]:
    """What the plan page shows of claims: the open one, those before it, the form that starts one, and the photos of day 0."""
    claims = claims_of(plan)
    goes_on = next((each for each in claims if each.is_open and each.held_through >= on), None)
    reserved = None if goes_on else standing_token_of(plan, on=on)
    return {
        "claim": goes_on,
        "reserved": reserved,
        "claims": stated([each for each in claims if each is not goes_on], on=on),
        "start": form or StartForm(initial={"token": _scanned(session, reserved)}),
        "day_zero": day_zero_of(plan, actor=actor, on=on, claims=claims),
    }


def _scanned(session: SessionBase, reserved: ClaimToken | None) -> str:
    """The code of the reservation, where this person has just scanned it on the home page."""
    return written_code_of(reserved) if reserved and was_scanned(session, reserved.pk) else ""
