"""What taking an act back does to the customer's points, told before it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from loyalty.ledger.enums import Kind, LotState
from loyalty.ledger.models import Entry, Lot, LotMove
from loyalty.ledger.queries import balances
from loyalty.ledger.services.restoring import GRACE
from loyalty.programme.models import HeardBill
from loyalty.spending.queries import Source, Used, limits_at, used_for
from stores.clock import local_day


@dataclass(frozen=True, slots=True)
class Back:
    """Points that come back, and their last day (None: no end); `anew` where their own last day is past and they get the grace."""

    points: int
    last_day: date | None
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What happens to a customer's points: those given back, those earned that go, and what of these is no longer there."""

    customer_id: int | None = None
    back: tuple[Back, ...] = ()
    goes: int = 0
    shortfall: int = 0
    worth: Decimal = Decimal(0)

    @property
    def comes_back(self) -> int:
        return sum(part.points for part in self.back)

    @property
    def touches(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.back or self.goes)


def refund_preview(source: Source, *, at: datetime) -> Refund:
    """What happens to the customer's points when an act is taken back at an instant; `worth` is the shortfall in rupees.

    The points that paid it come back first, and pay a debt the customer has; then those earned with it go: their own lots', then any
    other that is available. What is missing becomes a debt of points, unless the customer pays it.
    """
    used = used_for(source)
    bill = HeardBill.objects.filter(source_type=source[0], source_id=source[1], taken_back_at=None).first()
    customer_id = used.customer_id if used else bill.customer_id if bill else None
    if customer_id is None:
        return Refund()
    back = _back(used, at=at) if used else ()
    earned = _earned(bill) if bill else []
    own = _own_lots(earned)
    gone = _sum(LotMove.objects.filter(lot__in=own, entry__kind=Kind.EXPIRE).aggregate(points=Sum("points"))["points"])
    taken = sum(-entry.points for entry in Entry.objects.filter(kind=Kind.CLAWBACK, reverses__in=earned))
    goes = max(sum(entry.points for entry in earned) + gone - taken, 0)
    now = balances(customer_id, at=at)
    pending = sum(lot.remaining for lot in own if lot.state == LotState.PENDING and lot.live_from > at)
    available = max(now.available - now.debt + sum(part.points for part in back), 0)
    shortfall = max(goes - pending - available, 0)
    worth = limits_at(at).rupees(shortfall) if shortfall else Decimal(0)
    return Refund(customer_id=customer_id, back=back, goes=goes, shortfall=shortfall, worth=worth)


def _back(used: Used, *, at: datetime) -> tuple[Back, ...]:
    """By last day, soonest first; what is held goes back to where it is."""
    entry = used.hold.entry if used.hold else used.spent
    if entry is None:
        return ()
    found: defaultdict[tuple[date | None, bool], int] = defaultdict(int)
    for move in entry.moves.select_related("lot"):
        points = -move.points if used.hold else move.taken
        if points:
            found[_last_day(move.lot, at=at)] += points
    rows = sorted(found.items(), key=lambda row: (row[0][0] is None, row[0][0] or date.max))
    return tuple(Back(points, day, anew) for (day, anew), points in rows)


def _last_day(lot: Lot, *, at: datetime) -> tuple[date | None, bool]:
    over = lot.expires_at is not None and lot.expires_at <= at
    if over or (lot.state == LotState.ENDED and lot.heirs.count() == 0):
        return local_day(at) + timedelta(days=GRACE), True
    return (local_day(lot.expires_at - timedelta(microseconds=1)) if lot.expires_at else None), False


def _earned(bill: HeardBill) -> list[Entry]:
    """What a bill gave, an entry a rule."""
    names = [f"{bill.source_id}:{rule.rpartition(':')[0]}" for rule in bill.awarded]
    return list(Entry.objects.filter(kind=Kind.EARN, source_type=bill.source_type, source_id__in=names))


def _own_lots(earned: list[Entry]) -> list[Lot]:
    """The lots of these earnings, and those their points went on in."""
    found: list[Lot] = []
    line = list(Lot.objects.filter(entry__in=earned))
    while line:
        found += line
        line = list(Lot.objects.filter(origin__in=line))
    return found


def _sum(points: int | None) -> int:
    return points or 0
