"""The sales and the money of a store's day, by clerk and by method. Amounts in rupees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Cast, Substr

from loyalty.programme.models import MEMBERSHIP_BILL, Membership
from stores.clock import end_of_day, start_of_day
from stores.models import StaffUser, Store
from upgrade_program.billing.enums import CollectionState, Method, PaymentState
from upgrade_program.billing.models import Collection, Payment, Refund
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.models import Plan

# A collection opens at the earliest so long before its money: a pending sale ends with its day, its job may come later.
_LONGEST_WAIT = timedelta(days=2)
# Whose money a payment is: the seller's of the plan, or of the membership that its bill names; else nobody's.
_MEMBERSHIP = Cast(Substr(OuterRef("collection__bill"), len(MEMBERSHIP_BILL) + 1), BigIntegerField())
_SELLER = Case(
    When(collection__bill__startswith=MEMBERSHIP_BILL, then=Subquery(Membership.objects.filter(pk=_MEMBERSHIP).values("staff"))),
    default=F("collection__plan__sold_by"),
    output_field=BigIntegerField(),
)


@dataclass(frozen=True, slots=True)
class MethodLine:
    """What came in and went back by one method."""

    label: str
    count: int
    received: Decimal
    given_back: Decimal

    @property
    def net(self) -> Decimal:
        return self.received - self.given_back


@dataclass(slots=True)
class ClerkLine:
    """The plans one person sold that were paid on the day, and the money received for their sales and memberships, by method."""

    name: str = ""
    sales: int = 0
    price: Decimal = ZERO
    received: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(Method.values, ZERO))

    @property
    def methods(self) -> list[Decimal]:
        return list(self.received.values())


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sales begun on the day that were not paid: still waiting for UPI, or given up."""

    pending: int
    pending_amount: Decimal
    given_up: int
    given_up_amount: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """The day's takings; `clerks` by name."""

    methods: list[MethodLine]
    clerks: list[ClerkLine]
    waiting: Waiting

    @property
    def sales(self) -> int:
        return sum(clerk.sales for clerk in self.clerks)

    @property
    def price(self) -> Decimal:
        return sum((clerk.price for clerk in self.clerks), ZERO)

    @property
    def received(self) -> Decimal:
        return sum((line.received for line in self.methods), ZERO)

    @property
    def given_back(self) -> Decimal:
        return sum((line.given_back for line in self.methods), ZERO)

    @property
    def net(self) -> Decimal:
        return self.received - self.given_back

    @property
    def points(self) -> MethodLine | None:
        """What was paid with points, where any was: part of the bills, and no money that came in."""
        return next((line for line in self.methods if line.label == Method.POINTS.label and (line.received or line.given_back)), None)

    @property
    def without_points(self) -> Decimal:
        """Net, without what was paid with points: the money that came in."""
        return self.net - self.points.net if self.points else self.net


def money_of_day(store: Store, *, on: date) -> Money:
    """Sales, takings and what was given back on a day, in five statements. A sale counts on the day it was paid, for who began it."""
    day = (start_of_day(on), end_of_day(on))
    lines: defaultdict[int | None, ClerkLine] = defaultdict(ClerkLine)
    received, counts = dict.fromkeys(Method.values, ZERO), dict.fromkeys(Method.values, 0)
    for seller, method, count, amount in _payments(store, day):
        lines[seller].received[method] += amount
        received[method] += amount
        counts[method] += count
    for seller, count, price in _sales(store, day):
        lines[seller].sales, lines[seller].price = count, price
    people = StaffUser.objects.in_bulk([seller for seller in lines if seller])
    for seller, line in lines.items():
        line.name = people[seller].name if seller in people else "Without a plan"
    back = defaultdict(Decimal, _given_back(store, day))
    return Money(
        methods=[MethodLine(method.label, counts[method], received[method], back[method]) for method in Method],
        clerks=sorted(lines.values(), key=lambda line: line.name),
        waiting=_waiting(store, day),
    )


Day = tuple[datetime, datetime]


def _payments(store: Store, day: Day) -> Iterable[tuple[int | None, str, int, Decimal]]:
    """Received by seller and method."""
    rows = Payment.objects.filter(
        collection__store=store,
        collection__at__range=(day[0] - _LONGEST_WAIT, day[1]),
        state=PaymentState.RECEIVED,
        received_at__range=day,
    )
    grouped = rows.order_by().values("method", seller=_SELLER).annotate(count=Count("pk"), sum=Sum("amount"))
    return grouped.values_list("seller", "method", "count", "sum")


def _sales(store: Store, day: Day) -> Iterable[tuple[int, int, Decimal]]:
    """Plans paid on the day by seller; reached through their collections, which are found by store and time."""
    plans = Plan.objects.filter(collection__store=store, collection__at__range=(day[0] - _LONGEST_WAIT, day[1]), activated_at__range=day)
    grouped = plans.order_by().values("sold_by").annotate(count=Count("pk"), sum=Sum("price"))
    return grouped.values_list("sold_by", "count", "sum")


def _given_back(store: Store, day: Day) -> Iterable[tuple[str, Decimal]]:
    rows = Refund.objects.filter(at__range=day, payment__collection__store=store).order_by()
    return rows.values("payment__method").annotate(sum=Sum("amount")).values_list("payment__method", "sum")


def _waiting(store: Store, day: Day) -> Waiting:
    begun = Collection.objects.filter(store=store, at__range=day)
    pending, void = Q(state=CollectionState.OPEN), Q(state=CollectionState.VOID)
    found = begun.order_by().aggregate(
        pending=Count("pk", filter=pending),
        pending_amount=Sum("amount", filter=pending, default=ZERO),
        given_up=Count("pk", filter=void),
        given_up_amount=Sum("amount", filter=void, default=ZERO),
    )
    return Waiting(**found)
