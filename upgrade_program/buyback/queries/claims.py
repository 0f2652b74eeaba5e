"""Which claims an actor may see, and what one of them is worth so far."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.valuation import Worth, worth
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import Terms


def for_actor(actor: Actor) -> QuerySet[Claim]:
    """The claims an actor may list: the working store's; all for head office and auditors; none for anybody else."""
    claims = Claim.objects.select_related("plan__customer", "plan__store", "store", "opened_by")
    if actor.sees_all_stores:
        return claims
    if actor.role in {Role.CLERK, Role.MANAGER} and actor.store_id is not None:
        return claims.filter(store_id=actor.store_id)
    return claims.none()


def claim_for(actor: Actor, number: str) -> Claim:
    """The claim behind an exact number: any staff member at work may open it at any store; refuses with `not_found`."""
    parsed = parse_plan_number(number)
    if parsed is None or not (actor.sees_all_stores or actor.at_counter):
        raise NotFound(field="claim")
    related = ("plan__customer", "plan__store", "store", "opened_by", "inspected_by", "ended_by", "second_look_by", "settlement__voucher")
    claim = Claim.objects.select_related(*related).filter(number=parsed).order_by().first()
    if claim is None:
        raise NotFound(field="claim")
    return claim


def claims_of(plan: Plan) -> QuerySet[Claim]:
    """All claims of a plan, newest first."""
    return Claim.objects.filter(plan=plan).select_related("store")


def open_claim_of(plan: Plan) -> Claim | None:
    """The claim of a plan that goes on, if there is one; whether its day has passed is for the dates to say."""
    return Claim.objects.filter(plan=plan, state__in=OPEN_STATES).select_related("store").first()


def worth_of(claim: Claim) -> Worth:
    """What the claim brings by what was found so far, under the plan's own frozen check list."""
    checks = Terms.thawed(claim.plan.frozen).checks
    return worth(checks, claim.found, percent=claim.percent, assured=claim.assured, waived=claim.waived)


def going_on(claims: QuerySet[Claim], *, on: date) -> QuerySet[Claim]:
    """Those that can be gone on with on a day: dates decide, not whether the lapse was recorded."""
    return claims.filter(state__in=OPEN_STATES, held_through__gte=on)


def with_state(claims: QuerySet[Claim], state: State, *, on: date) -> QuerySet[Claim]:
    """The claims that stand in a state on a day; one whose day has passed has lapsed."""
    if state is State.LAPSED:
        return claims.filter(Q(state=State.LAPSED) | Q(state__in=OPEN_STATES, held_through__lt=on))
    return going_on(claims, on=on).filter(state=state) if state in OPEN_STATES else claims.filter(state=state)


def search_claims(claims: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Those whose customer, phone, number or plan has every word of the text."""
    for word in text.split():
        number = parse_plan_number(word)
        if number:
            claims = claims.filter(Q(number=number) | Q(plan__number=number))
        else:
            claims = claims.filter(Q(plan__customer_name__icontains=word) | Q(plan__device__icontains=word))
    return claims
