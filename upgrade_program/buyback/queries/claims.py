"""Which claims an actor may see, and what one of them is worth so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from upgrade_program.buyback.enums import OPEN_STATES
from upgrade_program.buyback.models import Claim, PassedGate
from upgrade_program.buyback.valuation import Worth, worth
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.database.rows import Columns
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import Terms

_PEOPLE = ("plan__customer", "plan__store", "store", "opened_by", "inspected_by", "ended_by", "second_look_by")
_SETTLEMENT = ("settlement__voucher", "settlement__store", "settlement__new_variant", "settlement__return_voucher")
_RELATED = (*_PEOPLE, *_SETTLEMENT)
_CLAIM = Columns(Claim, "id", "number", "plan_id", "store_id", "state", "percent", "held_through", "offers")
_PLAN = Columns(Plan, "id", "number", "status", "held_until", "held_percent")
# By hand, because every act on a claim begins with it: the ORM takes longer to spell it than the database to answer.
_BRIEF = Prepared(
    "brief_claim",
    f"""
    SELECT {_CLAIM.of("claim")}, {_PLAN.of("plan")}
      FROM buyback_claim claim JOIN plans_plan plan ON plan.id = claim.plan_id WHERE claim.number = %(number)s
    """,  # noqa: S608  (built of this house's own words)
    {"number": "text"},
)


def for_actor(actor: Actor) -> QuerySet[Claim]:
    """The claims an actor may list: the working store's and those it serves; all for head office and auditors; none for anybody else."""
    claims = Claim.objects.select_related("plan__customer", "plan__store", "store", "opened_by")
    if actor.sees_all_stores:
        return claims
    if actor.role in {Role.CLERK, Role.MANAGER} and actor.store_id is not None:
        return claims.filter(store_id__in=actor.store_ids)
    return claims.none()


def claim_for(actor: Actor, number: str) -> Claim:
    """The claim behind an exact number: any staff member at work may open it at any store; refuses with `not_found`."""
    claim = Claim.objects.select_related(*_RELATED).filter(number=asked_number(actor, number)).order_by().first()
    if claim is None:
        raise NotFound(field="claim")
    return claim


def brief_claim_for(actor: Actor, number: str) -> Claim:
    """`claim_for` for what decides by state and dates: whatever else is asked of the claim or its plan is read then."""
    with connection.cursor() as cursor:
        _BRIEF.execute(cursor, {"number": asked_number(actor, number)})
        row = cursor.fetchone()
    if row is None:
        raise NotFound(field="claim")
    claim = _CLAIM.read(row)
    claim.plan = _PLAN.read(row[len(_CLAIM) :])
    return claim


def asked_number(actor: Actor, number: str) -> str:
    """The 11 signs of a claim's number; refuses (`not_found`) what is none, and people who open no claims."""
    parsed = parse_plan_number(number)
    if parsed is None or not (actor.sees_all_stores or actor.at_counter):
        raise NotFound(field="claim")
    return parsed


def open_claim_of(plan: Plan) -> Claim | None:
    """The claim of a plan that goes on, if there is one; whether its day has passed is for the dates to say."""
    return Claim.objects.filter(plan=plan, state__in=OPEN_STATES).select_related("store").first()


def passed_of(claims: Iterable[Claim]) -> dict[int, set[str]]:
    """The keys of the gates passed, of each of many claims by its id, in one query."""
    found: dict[int, set[str]] = {}
    for claim_id, key in PassedGate.objects.filter(claim__in=list(claims)).values_list("claim_id", "key"):
        found.setdefault(claim_id, set()).add(key)
    return found


def worth_of(claim: Claim) -> Worth:
    """What the claim brings by what was found so far, under the plan's own frozen check list."""
    checks = Terms.thawed(claim.plan.frozen).checks
    return worth(checks, claim.found, percent=claim.percent, assured=claim.assured, waived=claim.waived)


def going_on(claims: QuerySet[Claim], *, on: date) -> QuerySet[Claim]:
    """Those that can be gone on with on a day: dates decide, not whether the lapse was recorded."""
    return claims.filter(state__in=OPEN_STATES, held_through__gte=on)


def search_claims(claims: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Those whose customer, phone, number or plan has every word of the text."""
    for word in text.split():
        number = parse_plan_number(word)
        if number:
            claims = claims.filter(Q(number=number) | Q(plan__number=number))
        else:
            claims = claims.filter(Q(plan__customer_name__icontains=word) | Q(plan__device__icontains=word))
    return claims
