"""One claim at a time: its plan is locked first, then the claim, before anything about it is decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import connection

from stores.models import Store
from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries.claims import asked_number
from upgrade_program.buyback.queries.states import is_over
from upgrade_program.buyback.refusals import AlreadySettled, ClaimLapsed, ClaimNotThere
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.database.rows import Columns
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan

_CLAIM, _PLAN, _STORE = Columns(Claim), Columns(Plan), Columns(Store)
# The rows of a lock waited for are looked at again as they stand then, those joined to them as they stood when this began: so a plan's
# customer, who may change, is not among them.
LOCKED = f"""
    SELECT {_CLAIM.of("claim")}, {_PLAN.of("plan")}, {_STORE.of("opened")}, {_STORE.of("sold")}
      FROM buyback_claim claim
      JOIN plans_plan plan ON plan.id = claim.plan_id
      JOIN stores_store opened ON opened.id = claim.store_id
      JOIN stores_store sold ON sold.id = plan.store_id
     WHERE claim.number = %(number)s
"""  # noqa: S608  (built of this house's own words)
PLAN_THEN_CLAIM = "FOR UPDATE OF plan, claim"
_LOCKED = Prepared("locked_claim", f"{LOCKED} {PLAN_THEN_CLAIM}", {"number": "text"})


class Post(NamedTuple):
    """Who stands at which store's counter, by their ids."""

    staff_id: int
    store_id: int


def require_counter(actor: Actor) -> Post:
    """Where the actor stands; refuses (`forbidden`) everybody who does not stand at a store's counter."""
    if not actor.at_counter or actor.store_id is None or actor.staff_id is None:
        raise Forbidden(sentence="Only the staff of a store do this, at their store.", next_step="Sign in there, or choose your store.")
    return Post(actor.staff_id, actor.store_id)


def require_manager_at_work(actor: Actor, *, sentence: str) -> None:
    """Refuses (`forbidden`) everybody but a manager at their store."""
    require_counter(actor)
    if actor.role is not Role.MANAGER:
        raise Forbidden(sentence=sentence, next_step="Ask the manager on duty.")


def locked(*, actor: Actor, number: str) -> Claim:
    """The claim of a number with its plan as both stand now, kept from everybody else until the transaction ends; `not_found`."""
    with connection.cursor() as cursor:
        _LOCKED.execute(cursor, {"number": asked_number(actor, number)})
        row = cursor.fetchone()
    if row is None:
        raise NotFound(field="claim")
    claim = _CLAIM.read(row)
    row = row[len(_CLAIM) :]
    claim.plan = _PLAN.read(row)
    row = row[len(_PLAN) :]
    claim.store, claim.plan.store = _STORE.read(row), _STORE.read(row[len(_STORE) :])
    return claim


def check_not_over(plan: Plan) -> None:
    """Refuses (`plan_not_live`) a plan that somebody ended; first of all, because of many settlements at once all but one meet it."""
    if plan.status == Status.REDEEMED:
        raise AlreadySettled
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)


def check_goes_on(claim: Claim, *states: State, on: date) -> None:
    """Refuses a claim in another state (`claim_state`), that is over (`claim_lapsed`), or whose plan no longer lives.

    Dates decide: a claim past its day is over even while its row still says open.
    """
    over = is_over(claim, on=on)
    if over and claim.is_open:
        raise ClaimLapsed(day=day_text(claim.held_through))
    check_state(claim, states)
    if over and claim.state == State.REFUSED:
        raise ClaimLapsed(day=day_text(claim.held_through))
    if claim.plan.status != Status.ACTIVE:
        raise PlanNotLive(status=claim.plan.status)


def check_state(claim: Claim, states: Collection[State]) -> None:
    """Refuses (`claim_state`; `claim_lapsed` where it lapsed) a claim in any other state."""
    if claim.state == State.LAPSED and State.LAPSED not in states:
        raise ClaimLapsed(day=day_text(claim.held_through))
    if claim.state not in states:
        raise ClaimNotThere(state=claim.state)
