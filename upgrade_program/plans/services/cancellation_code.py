"""The customer's code for a cancellation within the free look: sent, looked at, confirmed. Source: reliability S6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from upgrade_program.billing.enums import Method, PaymentState
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import OtpNotNeeded
from upgrade_program.plans.services.cancellation_rules import bound_to, check_cancellable, checked_reason, needs_code, require_canceller

# What the message names, in the customer's language: the act and what it gives back, money and points apart.
_WORDS = {
    "en": ("Cancel the plan", "{} back", "{} points", " and "),
    "hi": ("प्लान रद्द करना", "{} वापस", "{} पॉइंट", " और "),
}


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Where a code went (masked), how long it counts, and from when on another may be asked for."""

    sent_to: str
    expires_at: datetime
    resend_at: datetime


def send_cancellation_code(*, plan: Plan, actor: Actor, address: str, at: datetime, on: date) -> CodeSent:
    """Send the plan's customer the code that lets this manager cancel it within the free look.

    Refuses whom and what a cancellation refuses, plans that need no code (`otp_not_needed`), and too many codes (`otp_limit`).
    """
    require_canceller(actor, plan)
    check_cancellable(plan, ground=Ground.FREE_LOOK, on=on)
    if not needs_code(plan, ground=Ground.FREE_LOOK):
        raise OtpNotNeeded
    challenge = ask(
        **bound_to(plan, actor=actor),
        mobile=plan.customer.mobile,
        customer_id=plan.customer_id,
        language=plan.customer_language,
        words={"act": _WORDS[plan.customer_language][0], "amount": given_back(plan), "plan": plan.written},
        address=address,
        at=at,
    )
    return _sent(plan, challenge)


def given_back(plan: Plan, *, language: str = "") -> str:
    """What cancelling an invoiced plan gives back, in words: ₹440 and 109 points back; points that paid never come back as money."""
    _, back, points, joint = _WORDS[language or plan.customer_language]
    paid = plan.collection.payments.filter(method=Method.POINTS, state=PaymentState.RECEIVED)
    in_points = list(paid.values_list("amount", "reference"))
    money = plan.price - sum((amount for amount, _ in in_points), ZERO)
    parts = [rupees_text(money)] if money else []
    parts += [points.format(count) for _, count in in_points]
    return back.format(joint.join(parts))


def waiting_cancellation_code(*, plan: Plan, actor: Actor, at: datetime) -> CodeSent | None:
    """The code this person has sent for this plan and that still counts."""
    challenge = waiting(**bound_to(plan, actor=actor), at=at)
    return _sent(plan, challenge) if challenge else None


def confirm_cancellation(*, plan: Plan, reason: str, ground: Ground, code: str, actor: Actor, at: datetime, on: date) -> None:
    """Compare the customer's code where the cancellation needs one, in a transaction of its own: a wrong try stays counted.

    Refuses first what the cancellation itself would refuse, so that no try is lost on it; then `otp_wrong` and `otp_expired`.
    """
    require_canceller(actor, plan)
    checked_reason(reason)
    check_cancellable(plan, ground=ground, on=on)
    if needs_code(plan, ground=ground):
        check(**bound_to(plan, actor=actor), code=code, at=at)


def _sent(plan: Plan, challenge: Challenge) -> CodeSent:
    return CodeSent(sent_to=masked_mobile(plan.customer.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
