"""Claims on a plan's page: whether one can be started, and the one that goes on."""

from __future__ import annotations

from datetime import date

from upgrade_program.buyback.queries import claims_of
from upgrade_program.interfaces.counter.claim.forms import StartForm
from upgrade_program.interfaces.counter.claim.lists import stated
from upgrade_program.interfaces.counter.claim.photos import day_zero_of
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan


def claim_facts_of(plan: Plan, *, actor: Actor, on: date, form: StartForm | None = None) -> dict[str, object]:
    """What the plan page shows of claims: the open one, those before it, the form that starts one, and the photos of day 0."""
    claims = claims_of(plan)
    goes_on = next((each for each in claims if each.is_open and each.held_through >= on), None)
    return {
        "claim": goes_on,
        "claims": stated([each for each in claims if each is not goes_on], on=on),
        "start": form or StartForm(),
        "day_zero": day_zero_of(plan, actor=actor, on=on, claims=claims),
    }
