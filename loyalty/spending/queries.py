"""What points can pay now, and what an act was paid with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from loyalty.ledger.enums import HoldState, Kind
from loyalty.ledger.models import Entry, Hold
from loyalty.ledger.queries import balances, next_expiry
from loyalty.programme.queries import is_member, programme_at
from loyalty.programme.refusals import NoProgramme
from loyalty.spending.limits import Limits

Source = tuple[str, str]  # as ("plan", "17"): what the points paid, in the ledger's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What a member can use for a bill: points available, the most of them allowed here (0 where none can be), and when the next end."""

    available: int
    most: int
    limits: Limits
    next_expiry: tuple[date, int] | None = None

    @property
    def worth(self) -> Decimal:
        """The most allowed, in rupees."""
        return self.limits.rupees(self.most)

    def left(self, amount: Decimal) -> int | None:
        """The points that stay once so many rupees are paid with points; None where they cannot be."""
        points, odd = divmod(amount, self.limits.rupees_per_point)
        return None if odd or not 0 < points <= self.most else self.available - int(points)


def limits_at(at: datetime) -> Limits:
    """The limits of the programme in force at an instant; refuses (`no_programme`) where none is."""
    programme = programme_at(at)
    return Limits(
        version=programme.version,
        rupees_per_point=programme.rupees_per_point,
        min_points=programme.min_points,
        step=programme.step,
        most_share_percent=programme.most_share_percent,
    )


def purse_of(customer_id: int, *, at: datetime, bill: Decimal = Decimal(0), rest: Decimal | None = None) -> Purse | None:
    """What a customer can use for a bill of so many rupees; None of somebody who is no member, and while no programme is in force."""
    if not is_member(customer_id):
        return None
    try:
        limits = limits_at(at)
    except NoProgramme:  # points never stop a sale
        return None
    available = balances(customer_id, at=at).available
    most = limits.most(bill, available=available, rest=rest)
    return Purse(available=available, most=most, limits=limits, next_expiry=next_expiry(customer_id, at=at))


@dataclass(frozen=True, slots=True)
class Used:
    """The points of one act: `spent` by an entry, or kept by an open `hold` while it waits for the rest of its payment; or neither."""

    customer_id: int
    points: int
    spent: Entry | None = None
    hold: Hold | None = None


def used_for(source: Source) -> Used | None:
    """The points an act was paid with, and what became of them; None where none were. One statement, one more where they were held."""
    named = {"source_type": source[0], "source_id": source[1]}
    rows = Entry.objects.select_related("account", "hold")
    entry = rows.filter(Q(kind=Kind.REDEEM, **named) | Q(kind=Kind.HOLD, **named)).first()  # a law's index for each
    if entry is None:
        return None
    customer, points = entry.account.customer_id, -entry.d_available
    if entry.kind == Kind.REDEEM:
        return Used(customer, points, spent=entry)
    if entry.hold.state == HoldState.OPEN:
        return Used(customer, points, hold=entry.hold)
    return Used(customer, points, spent=entry.reversals.filter(kind=Kind.CAPTURE).first())
