"""Reserving today's tier online, once per tier: a claim token holds it through the days of the terms. Source: smart-upgrade section 6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from stores.clock import local_day
from upgrade_program.buyback.enums import Standing, State
from upgrade_program.buyback.events import TierReserved
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.buyback.queries.tokens import is_token_over, may_reserve, written_code_of
from upgrade_program.buyback.refusals import HeldAlready, NothingReserved, TierFallen, TierReservedBefore
from upgrade_program.buyback.services.token_ends import end_token, standing_token
from upgrade_program.buyback.services.window import check_alone, giving, lapse_claims_over
from upgrade_program.buyback.token_codes import code_of, digest_of, new_salt
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold
from upgrade_program.plans.services.locking import locked as locked_plan
from upgrade_program.plans.terms import Valuation


@dataclass(frozen=True, slots=True)
class Reservable:
    """What reserving today would hold, through which day."""

    percent: int
    assured: Decimal
    through: date


def reservable(plan: Plan, *, on: date) -> Reservable:
    """What `reserve_tier` would hold today. Refuses as it does, but for whose plan it is."""
    value = giving(plan, on=on)
    check_alone(plan, on=on)
    if not may_reserve(plan, percent=value.percent):
        raise TierReservedBefore(percent=value.percent)
    _check_unheld(plan, value, on=on)
    through = on + timedelta(days=plan.promise.terms.limits.hold_days)
    return Reservable(percent=value.percent, assured=value.assured, through=through)


def reserve_tier(*, plan: Plan, actor: Actor, at: datetime, on: date, expected_percent: int | None = None) -> ClaimToken:
    """Hold what the plan gives today for the customer who acts, through the last of the days that its frozen terms allow.

    Refuses another person's plan (`not_found`), one that is not live (`plan_not_live`), a day that gives nothing (`outside_window`), a
    plan with an open claim (`claim_open`), a tier reserved before (`tier_reserved`), a plan that something holds (`plan_held`), and another
    share than `expected_percent`, which the customer was shown (`tier_fallen`): a step is reserved once, and never by mistake.
    """
    with act_transaction():
        plan = _theirs(plan, actor)
        lapse_claims_over(plan, at=at, on=on, chain=plan.store_id)
        standing_token(plan, at=at, on=on)
        offered = reservable(plan, on=on)
        if expected_percent not in {None, offered.percent}:
            raise TierFallen(percent=offered.percent, expected=expected_percent)
        salt = new_salt()
        token = ClaimToken.objects.create(
            plan=plan,
            salt=salt,
            digest=digest_of(code_of(salt) or ""),
            reserved_at=at,
            reserved_on=on,
            percent=offered.percent,
            assured=offered.assured,
            held_through=offered.through,
        )
        held = hold(plan_id=plan.pk, percent=token.percent, through=token.held_through)
        plan.held_percent, plan.held_until = held.held_percent, held.held_until
        tell(TierReserved(token_id=token.pk, plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat()), at=at)
        facts = {"token": token.pk, "percent": token.percent, "assured": token.assured, "through": token.held_through}
        audit(actor=actor, at=at, verb="token.reserved", subject=f"plan:{plan.pk}", after=facts, chain=plan.store_id)
    return token


def give_back_tier(*, plan: Plan, actor: Actor, at: datetime, on: date) -> ClaimToken:
    """Let go what the customer reserved; the tier is not reserved a second time. Refuses as `reserve_tier` a plan of another's, and
    (`nothing_reserved`) one that no token holds.
    """
    with act_transaction():
        plan = _theirs(plan, actor)
        token = standing_token(plan, at=at, on=on)
        if token is None:
            raise NothingReserved
        end_token(token, Standing.GIVEN_BACK, at=at, actor=actor)
    return token


def token_secret(token_id: str, *, at: datetime) -> dict[str, str] | None:
    """The code in a token's message, made at the moment of sending; None when the token holds nothing any more."""
    token = ClaimToken.objects.select_related("plan").filter(pk=int(token_id)).first()
    if token is None or is_token_over(token, on=local_day(at)):
        return None
    code = written_code_of(token)
    return {"code": code} if code else None


def _theirs(plan: Plan, actor: Actor) -> Plan:
    """The plan locked; `not_found` for whoever does not hold it, as of now."""
    found = locked_plan(plan.pk)
    if actor.role is not Role.CUSTOMER or found.customer_id != actor.customer_id:
        raise NotFound(field="number")
    return found


def _check_unheld(plan: Plan, value: Valuation, *, on: date) -> None:
    """Nothing else holds the plan, nor waits to: an overturned refusal would take the hold from the token."""
    if value.held:
        raise HeldAlready(assured=rupees_text(value.assured), day=day_text(value.held.through))
    waits = Claim.objects.filter(plan=plan, state=State.REFUSED, second_look_at=None, held_through__gte=on).order_by("-id").first()
    if waits:
        raise HeldAlready(assured=rupees_text(waits.assured), day=day_text(waits.held_through))
