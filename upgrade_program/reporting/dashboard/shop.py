"""A store's dashboard: today, this week beside the one before, who sold what, and where a hand may be too free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from stores.clock import end_of_day, start_of_day
from stores.models import StaffUser, Store
from upgrade_program.buyback.models import Settlement
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.dashboard.refusals import Reason, refusals
from upgrade_program.reporting.dashboard.trading import Day, Trading, trading
from upgrade_program.reporting.exceptions import PersonLine, exceptions_of

WEEK = timedelta(days=7)
SHOWN = 28  # days in the small charts
_LONGEST_WAIT = timedelta(days=2)  # a collection opens at the earliest so long before its money


@dataclass(slots=True)
class ClerkLine:
    """What one person sold and settled: plans paid in the week that stand, with their fees, and claims settled that stand."""

    person_id: int
    name: str = ""
    sales: int = 0
    fees: Decimal = ZERO
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Shop:
    """A store's week from `monday` through `last`; `days` are the four weeks up to `last`."""

    store: Store
    monday: date
    last: date
    days: Trading
    league: list[ClerkLine]
    refusals: list[Reason]
    exceptions: list[PersonLine]

    @property
    def today(self) -> Day:
        return self.days.of(self.last, self.last)

    @property
    def week(self) -> Day:
        return self.days.of(self.monday, self.last)

    @property
    def week_before(self) -> Day:
        """The same weekdays of the week before."""
        return self.days.of(self.monday - WEEK, self.last - WEEK)

    @property
    def refused(self) -> int:
        return sum(reason.count for reason in self.refusals)

    @property
    def is_empty(self) -> bool:
        return not (any(self.days.sales) or any(self.days.exchanges) or self.league or self.refusals or self.exceptions)


def shop_board(*, store: Store, on: date) -> Shop:
    """A store's week up to a day, in at most ten statements, however much was done; each reads the store's own rows by its index."""
    monday = on - timedelta(days=on.weekday())
    return Shop(
        store=store,
        monday=monday,
        last=on,
        days=trading(first=on - timedelta(days=SHOWN - 1), last=on, store_id=store.pk),
        league=_league(store, first=monday, last=on),
        refusals=refusals(first=monday, last=on, store_id=store.pk),
        exceptions=exceptions_of(store, since=start_of_day(monday), until=start_of_day(on + timedelta(days=1))),
    )


def _league(store: Store, *, first: date, last: date) -> list[ClerkLine]:
    """Most plans first, then by rupees and name; three statements. Sales are reached through their collections, by store and time."""
    span = (start_of_day(first), end_of_day(last))
    lines: defaultdict[int, ClerkLine] = defaultdict(lambda: ClerkLine(0))
    plans = Plan.objects.filter(
        collection__store=store, collection__at__range=(span[0] - _LONGEST_WAIT, span[1]), activated_at__range=span
    ).exclude(status=Status.CANCELLED)
    for person, count, fees in plans.order_by().values_list("sold_by").annotate(count=Count("pk"), sum=Sum("price")):
        lines[person].sales, lines[person].fees = count, fees
    settled = Settlement.objects.filter(store=store, settled_on__range=(first, last), reversed_at=None)
    for person, count in settled.order_by().values_list("settled_by").annotate(count=Count("pk")):
        lines[person].settled = count
    people = StaffUser.objects.in_bulk(lines)
    for person, line in lines.items():
        line.person_id, line.name = person, people[person].name
    return sorted(lines.values(), key=lambda line: (-line.sales, -line.fees, -line.settled, line.name, line.person_id))
