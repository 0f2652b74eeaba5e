"""Spending points with the act they pay for, keeping them while it waits, and giving them back. Each runs in the caller's transaction.

The account comes first (`lock`), before the act locks what it needs, and last of all the act is named to the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from loyalty.ledger import services as ledger
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances
from loyalty.ledger.refusals import HoldOver
from loyalty.ledger.services import Cause
from loyalty.ledger.services.accounts import locked
from loyalty.programme.queries import is_member, left_at
from loyalty.spending.limits import Limits
from loyalty.spending.queries import Source, Used, limits_at
from loyalty.spending.refusals import PointsOfNoMember, PointsOfWhoLeft
from upgrade_program.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Points that may pay `rupees` of a bill, while the transaction lasts that counted them."""

    customer_id: int
    points: int
    rupees: Decimal
    bill: Decimal
    limits: Limits


def lock(customer_id: int) -> None:
    """Keep the customer's points from everybody else until the transaction ends."""
    locked(customer_id)


def count(*, customer_id: int | None, amount: Decimal, bill: Decimal, at: datetime, rest: Decimal | None = None) -> Payment:
    """The points that pay `amount` rupees of a bill; whoever is about to spend them has locked the account.

    Refuses whoever is no member, and what the limits refuse: `points_insufficient`, `points_below_minimum`, `points_over_share`.
    """
    limits = limits_at(at)
    if customer_id is None or not is_member(customer_id):
        left = customer_id is not None and left_at(customer_id) is not None
        raise (PointsOfWhoLeft if left else PointsOfNoMember)(available=0, points=amount, allowed=0)
    available = balances(customer_id, at=at).available
    points = limits.points_for(amount, bill=bill, available=available, rest=rest)
    return Payment(customer_id=customer_id, points=points, rupees=amount, bill=bill, limits=limits)


def spend(payment: Payment, *, source: Source, actor: Actor, at: datetime) -> Entry:
    """Spend the points; the same source again changes nothing."""
    return ledger.redeem(customer_id=payment.customer_id, points=payment.points, cause=_cause(payment, source, actor=actor, at=at))


def keep(payment: Payment, *, source: Source, actor: Actor, at: datetime, until: datetime) -> None:
    """Hold the points until an instant, for an act that waits for the rest of its payment."""
    cause = _cause(payment, source, actor=actor, at=at)
    ledger.hold(customer_id=payment.customer_id, points=payment.points, cause=cause, until=until)


def spend_kept(used: Used, *, source: Source, actor: Actor, at: datetime) -> Entry:
    """Spend what is held for an act whose payment has come. Refuses (`hold_over`) what is held no longer."""
    if used.hold is None:
        raise HoldOver
    return ledger.capture(hold_id=used.hold.pk, cause=_plain(source, actor=actor, at=at))


def give_back(used: Used, *, source: Source, actor: Actor, at: datetime) -> Entry | None:
    """Give back all points an act was paid with, as points and to their lots, or free what is held for it.

    Again gives nothing more, and None.
    """
    if used.hold is not None:
        return ledger.release(hold_id=used.hold.pk, cause=_plain(source, actor=actor, at=at))
    if used.spent is None:
        return None
    return ledger.restore(entry_id=used.spent.pk, in_all=used.points, cause=_plain(source, actor=actor, at=at, note="given back"))


def make_good(*, customer_id: int, points: int, paid: Decimal, source: Source, actor: Actor, at: datetime) -> Entry:
    """Points for cash, of which exactly those are taken that an act taken back has earned; once an act."""
    cause = _plain(source, actor=actor, at=at, facts={"paid": str(paid)}, note="paid in cash for points no longer there")
    return ledger.adjust(customer_id=customer_id, points=points, cause=cause)


def _cause(payment: Payment, source: Source, *, actor: Actor, at: datetime) -> Cause:
    facts = {"rupees": str(payment.rupees), "bill": str(payment.bill), "rupees_per_point": str(payment.limits.rupees_per_point)}
    return _plain(source, actor=actor, at=at, rule=f"programme:{payment.limits.version}", facts=facts)


def _plain(source: Source, *, actor: Actor, at: datetime, rule: str = "", facts: dict[str, str] | None = None, note: str = "") -> Cause:
    return Cause(
        source_type=source[0], source_id=source[1], at=at, actor=actor, store_id=actor.store_id, rule=rule, facts=facts or {}, note=note
    )
