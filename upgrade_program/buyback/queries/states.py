"""Where a claim stands on a day. Dates decide: past its last day it is over, even while its row still says open."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.models import Claim
from upgrade_program.plans.enums import Status


def is_over(claim: Claim, *, on: date) -> bool:
    """Whether a claim's day has passed, or it is open and its active plan holds nothing for it any more: a suspension, over by now, let go.

    Read with its plan; the news of the suspension, which records the lapse, may be on its way still.
    """
    plan = claim.plan
    held = (plan.held_percent, plan.held_until) == (claim.percent, claim.held_through)
    return claim.held_through < on or (claim.is_open and plan.status == Status.ACTIVE and not held)


def state_on(claim: Claim, *, on: date) -> State:
    """The state as of a day: lapsed when the day is past what an open claim holds."""
    return State.LAPSED if claim.is_open and claim.held_through < on else State(claim.state)


def with_state(claims: QuerySet[Claim], state: State, *, on: date) -> QuerySet[Claim]:
    """Those of the claims that stand there as of a day, as `state_on` tells it."""
    if state in OPEN_STATES:
        return claims.filter(state=state, held_through__gte=on)
    if state is State.LAPSED:
        return claims.filter(Q(state=state) | Q(state__in=OPEN_STATES, held_through__lt=on))
    return claims.filter(state=state)
