"""The customer's code for a redemption at the counter: sent, looked at, confirmed. Source: reliability S6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from loyalty.ledger.queries import balances
from loyalty.ledger.refusals import PointsInsufficient
from loyalty.rewards.models import Reward, RewardTerms
from loyalty.rewards.queries.catalogue import reward_by_key, terms_at
from loyalty.rewards.queries.member import refuse_unavailable
from loyalty.rewards.services.permission import require_counter
from loyalty.spending.codes import needs_code
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check

TEMPLATE = "otp.reward"


class Bound(TypedDict):
    """What a customer's code is good for."""

    purpose: str
    subject: str
    session: str


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Where a code went (masked), how long it counts, and from when on another may be asked for."""

    sent_to: str
    expires_at: datetime
    resend_at: datetime


def send_redemption_code(*, reward: str, customer: Customer, actor: Actor, address: str, at: datetime) -> CodeSent:
    """Send the member the code with which this person may redeem this reward for them on the terms in force.

    Refuses what the redemption would refuse now, and too many codes (`otp_limit`).
    """
    wanted, terms = _possible(reward, customer_id=customer.pk, actor=actor, at=at)
    challenge = ask(
        **bound_to(wanted, terms, customer_id=customer.pk, actor=actor),
        mobile=customer.mobile,
        customer_id=customer.pk,
        language=customer.language,
        words={"reward": wanted.named(customer.language), "points": str(terms.points), "store": actor.store_name},
        address=address,
        at=at,
        template=TEMPLATE,
    )
    return _sent(customer, challenge)


def waiting_redemption_code(*, reward: Reward, terms: RewardTerms, customer: Customer, actor: Actor, at: datetime) -> CodeSent | None:
    """The code this person has sent for this reward and member and that still counts."""
    challenge = waiting(**bound_to(reward, terms, customer_id=customer.pk, actor=actor), at=at)
    return _sent(customer, challenge) if challenge else None


def confirm_redemption(*, reward: str, customer_id: int, code: str, actor: Actor, at: datetime, always: bool = True) -> None:
    """Compare the member's code, in a transaction of its own: a wrong try stays counted. Refuses `otp_wrong` and `otp_expired`.

    What the redemption itself would refuse is refused first, so that no try is lost on it. With `always` off, few points need no code,
    as in a sale; one that is given is compared all the same.
    """
    wanted, terms = _possible(reward, customer_id=customer_id, actor=actor, at=at)
    if not (always or code or needs_code(terms.points)):
        return
    check(**bound_to(wanted, terms, customer_id=customer_id, actor=actor), code=code, at=at)


def bound_to(reward: Reward, terms: RewardTerms, *, customer_id: int, actor: Actor) -> Bound:
    """A code is good for this reward at this price, for this member, before this person at this store."""
    return Bound(
        purpose="reward.redeem",
        subject=f"reward:{reward.pk}:{terms.pk}:{customer_id}",
        session=f"{actor.label}@{actor.store_id}",
    )


def _possible(reward: str, *, customer_id: int, actor: Actor, at: datetime) -> tuple[Reward, RewardTerms]:
    require_counter(actor)
    wanted = reward_by_key(reward)
    terms = terms_at(wanted, at=at)
    refuse_unavailable(wanted, terms, customer_id=customer_id, at=at)
    available = balances(customer_id, at=at).available
    if available < terms.points:
        raise PointsInsufficient(points=terms.points, available=available)
    return wanted, terms


def _sent(customer: Customer, challenge: Challenge) -> CodeSent:
    return CodeSent(sent_to=masked_mobile(customer.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
