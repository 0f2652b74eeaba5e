"""Maker and checker: ask for an exception, and decide what others asked for. One person asks, another allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from loyalty.members.services import grant_adjustment, grant_merge
from loyalty.programme.services import grant_publication
from stores.services.powers import MANAGER, OFFICE, grant_manager, grant_office
from upgrade_program.buyback.services import ask_extension, ask_override, grant_extension, grant_override
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.queries import plan_for
from upgrade_program.usecases.erase import ERASURE, grant_erasure
from upgrade_program.usecases.exchange import grant_swap
from upgrade_program.usecases.pricing import grant_change_set, lift_stop
from upgrade_program.usecases.rulebook import grant_rate, grant_terms_version

__all__ = ["allow", "ask_for_extension", "ask_for_override", "take_back", "turn_down"]

# Which act a granted request is.
_ACTS: dict[str, Callable[..., object]] = {
    "claim.override": grant_override,
    "plan.extension": grant_extension,
    "plan.swap": grant_swap,
    "points.adjustment": grant_adjustment,
    "points.merge": grant_merge,
    "programme.version": grant_publication,
    "prices.change": grant_change_set,
    "stop.lift": lift_stop,
    "terms.version": grant_terms_version,
    "tax.rule": grant_rate,
    ERASURE: grant_erasure,
    MANAGER: lambda on, **given: grant_manager(**given),  # a power has an instant, and no day
    OFFICE: lambda on, **given: grant_office(**given),
}


def allow(*, actor: Actor, approval_id: int, at: datetime, on: date, note: str = "") -> Approval:
    """Grant a request, perhaps with a note, and do what it asks for, in one transaction; refuses as the granting act of its kind does."""
    asked = approval_for(actor, approval_id)
    _ACTS[asked.kind](approval_id=approval_id, actor=actor, at=at, on=on, remark=note)
    return approval_for(actor, approval_id)


def turn_down(*, actor: Actor, approval_id: int, note: str, at: datetime) -> Approval:
    """Reject a request, with a reason; refuses as `approvals.services.reject` does."""
    return reject(approval_id=approval_id, actor=actor, at=at, note=note)


def take_back(*, actor: Actor, approval_id: int, at: datetime) -> Approval:
    """Withdraw one's own request; refuses as `approvals.services.withdraw` does."""
    return withdraw(approval_id=approval_id, actor=actor, at=at)


def ask_for_override(*, actor: Actor, claim: str, amount: Decimal, reason: str, at: datetime, on: date) -> Approval:
    """Ask that rupees of a claim's deductions be waived, as `buyback.services.ask_override` promises and refuses."""
    return ask_override(number=claim, amount=amount, reason=reason, actor=actor, at=at, on=on)


def ask_for_extension(*, actor: Actor, number: str, days: int, reason: str, at: datetime, on: date) -> Approval:
    """Ask that a tier whose last day has passed be held, as `buyback.services.ask_extension` promises and refuses."""
    return ask_extension(plan=plan_for(actor, number), days=days, reason=reason, actor=actor, at=at, on=on)
