"""How a claim token ends: used by a claim, given back, or its day has passed. Dates decide, the lapse only records."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from upgrade_program.buyback.enums import Standing
from upgrade_program.buyback.events import TierLetGo
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.buyback.queries.tokens import is_token_over
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import release
from upgrade_program.plans.services.locking import locked as locked_plan


def standing_token(plan: Plan, *, at: datetime, on: date, chain: int | None = None) -> ClaimToken | None:
    """The token that holds a locked plan, locked too; one that is over is recorded as lapsed, and then there is none.

    `chain` is the one that the act around it writes its own row in: the plan's store's, unless it says otherwise.
    """
    token = ClaimToken.objects.select_for_update(of=("self",)).filter(plan=plan, state=Standing.HELD).first()
    if token is None:
        return None
    token.plan = plan
    if not is_token_over(token, on=on):
        return token
    end_token(token, Standing.LAPSED, at=at, chain=chain)
    return None


def use_token(token: ClaimToken, claim: Claim, *, at: datetime) -> None:
    """A claim takes over what a locked token held; the claim's own row in the trail names the token."""
    token.state, token.claim, token.ended_at = Standing.USED.value, claim, at
    token.save(update_fields=["state", "claim", "ended_at"])


def end_token(token: ClaimToken, to: Standing, *, at: datetime, chain: int | None = None, actor: Actor = SYSTEM, reason: str = "") -> None:
    """End a locked token, its plan locked before it, without a claim; what it held is no longer held."""
    token.state, token.ended_at = to.value, at
    token.save(update_fields=["state", "ended_at"])
    plan = token.plan
    if (plan.held_percent, plan.held_until) == (token.percent, token.held_through):
        release(plan_id=plan.pk)
        plan.held_percent = plan.held_until = None
    tell(TierLetGo(token_id=token.pk, plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat()), at=at)
    after = {"token": token.pk, "percent": token.percent}
    audit(
        actor=actor,
        at=at,
        verb=f"token.{to}",
        subject=f"plan:{plan.pk}",
        after=after,
        reason=reason,
        chain=plan.store_id if chain is None else chain,
    )


def lapse_due_tokens(*, on: date, at: datetime, limit: int = 200) -> int:
    """Record up to `limit` lapses of tokens whose day lies before `on`, a token a transaction; safe to run twice and at once."""
    due = ClaimToken.objects.filter(state=Standing.HELD, held_through__lt=on).order_by("held_through", "id")
    return sum(_lapse(plan_id, at=at, on=on) for plan_id in due.values_list("plan_id", flat=True)[:limit])


def lapse_tokens_of(plan_id: int, *, at: datetime, reason: str, reserved_by: datetime) -> int:
    """End the token of a plan that was suspended, if it was reserved by the instant of that; gives how many there were."""
    with transaction.atomic():
        plan = locked_plan(plan_id)
        token = (
            ClaimToken.objects.select_for_update(of=("self",)).filter(plan=plan, state=Standing.HELD, reserved_at__lte=reserved_by).first()
        )
        if token is None:
            return 0
        token.plan = plan
        end_token(token, Standing.LAPSED, at=at, reason=reason)
    return 1


def _lapse(plan_id: int, *, at: datetime, on: date) -> bool:
    with transaction.atomic():
        plan = locked_plan(plan_id)
        before = ClaimToken.objects.filter(plan=plan, state=Standing.HELD).exists()
        return before and standing_token(plan, at=at, on=on) is None
