"""The customer's own code for spending many points in a sale. A settlement needs none: the customer's code for it says yes to all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from loyalty.spending.limits import Limits
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.otp.services import ask, check, consume

CODE_FROM = 500  # points in one sale; fewer are spent by whoever says the mobile, as money is by whoever has it
# What the message names in place of act, amount and plan.
_WORDS = {"en": ("Pay with {points} points", "a new plan"), "hi": ("{points} पॉइंट से भुगतान", "नया प्लान")}


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Where a code went (masked), how long it counts, and from when on another may be asked for."""

    sent_to: str
    expires_at: datetime
    resend_at: datetime


class Bound(TypedDict):
    """What a customer's code is good for."""

    purpose: str
    subject: str
    session: str


def needs_code(points: int) -> bool:
    """Whether so many points need the customer's code."""
    return points >= CODE_FROM


def bound_to(customer_id: int, points: int, *, actor: Actor) -> Bound:
    """A code is good for this member's points, this many, spent by this person at this store."""
    return Bound(purpose="spend_points", subject=f"customer:{customer_id}:{points}", session=f"{actor.label}@{actor.store_id}")


def send(*, customer: Customer, points: int, limits: Limits, actor: Actor, address: str, at: datetime) -> CodeSent:
    """Send the member the code that lets this person spend so many of their points; refuses too many codes (`otp_limit`)."""
    act, plan = _WORDS[customer.language]
    challenge = ask(
        **bound_to(customer.pk, points, actor=actor),
        mobile=customer.mobile,
        customer_id=customer.pk,
        language=customer.language,
        words={"act": act.format(points=points), "amount": rupees_text(limits.rupees(points)), "plan": plan},
        address=address,
        at=at,
    )
    return CodeSent(sent_to=masked_mobile(customer.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)


def compare(*, customer_id: int, points: int, code: str, actor: Actor, at: datetime) -> None:
    """Compare the code in a transaction of its own, so that a wrong try stays counted; refuses `otp_wrong` and `otp_expired`."""
    check(**bound_to(customer_id, points, actor=actor), code=code, at=at)


def use(*, customer_id: int, points: int, actor: Actor, at: datetime) -> None:
    """Use up the code that passed, in the transaction of the sale; refuses `otp_wrong` and `otp_expired` as `compare` does."""
    consume(**bound_to(customer_id, points, actor=actor), at=at)
