"""Head office's dashboard: thirty days of all stores, what waits for a decision, and what waits to be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Min, Q, Sum

from stores.clock import end_of_day, local_day, start_of_day
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.outbox import queries as outbox
from upgrade_program.kernel.money import round_paisa
from upgrade_program.messaging import queries as messaging
from upgrade_program.plans.models import BusinessDay
from upgrade_program.reporting.dashboard.refusals import Reason, refusals
from upgrade_program.reporting.dashboard.trading import Trading, trading

DAYS = 30


@dataclass(frozen=True, slots=True)
class Overrides:
    """Waivers asked for in the period, and what became of those."""

    asked: int
    granted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests of one kind that nobody has decided, and since when the oldest waits."""

    kind: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """The days from `first` through `last`; what waits is as of now."""

    first: date
    last: date
    trading: Trading
    expired: int
    refusals: list[Reason]
    overrides: Overrides
    waiting: list[Waiting]
    news: outbox.Standing
    messages: messaging.Standing

    @property
    def ratio(self) -> Decimal | None:
        """Per cent, one place: of the plans that came to their end in these days, by redemption or by date, those redeemed."""
        redeemed = self.trading.total.redeemed
        ended = redeemed + self.expired
        return round_paisa(Decimal(redeemed * 1000) / ended).quantize(Decimal(1)) / 10 if ended > 0 else None

    @property
    def refused(self) -> int:
        return sum(reason.count for reason in self.refusals)


def office_board(*, at: datetime) -> Office:
    """The last thirty days, today included, in eight statements; each reads an index by day, or a table that holds only what waits."""
    last = local_day(at)
    first = last - timedelta(days=DAYS - 1)
    return Office(
        first=first,
        last=last,
        trading=trading(first=first, last=last),
        expired=BusinessDay.objects.filter(day__range=(first, last)).aggregate(sum=Sum("expired", default=0))["sum"],
        refusals=refusals(first=first, last=last),
        overrides=_overrides(first, last),
        waiting=_waiting(),
        news=outbox.standing(at=at),
        messages=messaging.standing(at=at),
    )


def _overrides(first: date, last: date) -> Overrides:
    asked = Approval.objects.filter(kind=OVERRIDE, asked_at__range=(start_of_day(first), end_of_day(last)))
    states = {"granted": Count("pk", filter=Q(state=State.GRANTED)), "rejected": Count("pk", filter=Q(state=State.REJECTED))}
    return Overrides(**asked.aggregate(asked=Count("pk"), **states))


def _waiting() -> list[Waiting]:
    rows = Approval.objects.filter(state=State.WAITING).values_list("kind").annotate(count=Count("pk"), since=Min("asked_at"))
    return [Waiting(*row) for row in rows.order_by("since")]
