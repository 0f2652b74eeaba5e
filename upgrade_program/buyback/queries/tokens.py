"""Which claim token holds a plan, and the code that its customer shows. Dates decide: past its last day a token holds nothing."""

from __future__ import annotations

from datetime import date

from upgrade_program.buyback.enums import Standing
from upgrade_program.buyback.models import ClaimToken
from upgrade_program.buyback.token_codes import code_of, digest_of
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.tokens import parse_token_code, written_token
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan


def is_token_over(token: ClaimToken, *, on: date) -> bool:
    """Whether a token's day has passed, or its plan no longer holds for it: it ended, or a suspension let go. Read with its plan."""
    plan = token.plan
    held = (plan.held_percent, plan.held_until) == (token.percent, token.held_through)
    return token.state != Standing.HELD or token.held_through < on or plan.status != Status.ACTIVE or not held


def standing_token_of(plan: Plan, *, on: date) -> ClaimToken | None:
    """The token that holds a plan on a day; asks nothing of a plan that is not held."""
    if plan.status != Status.ACTIVE or plan.held_until is None or plan.held_until < on:
        return None
    token = ClaimToken.objects.filter(plan=plan, state=Standing.HELD).first()
    if token is None:
        return None
    token.plan = plan
    return None if is_token_over(token, on=on) else token


def may_reserve(plan: Plan, *, percent: int) -> bool:
    """Whether this share was never reserved on the plan: a tier is reserved once."""
    return not ClaimToken.objects.filter(plan=plan, percent=percent).exists()


def token_behind(actor: Actor, text: str, *, on: date) -> ClaimToken | None:
    """The standing token of a scanned or typed code, for staff at work; used, ended and unknown ones are told apart by nothing."""
    code = parse_token_code(text)
    if code is None or not (actor.sees_all_stores or actor.at_counter):
        return None
    token = ClaimToken.objects.select_related("plan").filter(digest=digest_of(code), state=Standing.HELD).first()
    return None if token is None or is_token_over(token, on=on) else token


def written_code_of(token: ClaimToken) -> str:
    """The code to show, as people read it; empty where the server's key was changed meanwhile and the old one is gone."""
    code = code_of(token.salt, digest=token.digest)
    return written_token(code) if code else ""
