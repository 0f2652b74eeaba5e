"""A storm of loyalty news over members with a past, and what every account must hold after it.

Before the storm the members bought plans whose points are live, and many spent them. Its news: plans sold with a phone, upgrades settled,
and many of them, old and new, taken back; what was spent becomes debt. The points of each bill are told here once more, by hand; what
becomes of them, by the plain oracle of the ledger.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from loyalty.ledger.models import Account, Lot
from loyalty.ledger.services import mature_due, redeem
from loyalty.programme.services import leave
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.clock import local_day, start_of_day
from stores.models import Store
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import cancelled, member, phone_rule, reversed_claim, settled_claim, sold_plan
from tests.loyalty.ledger.oracle import Oracle
from tests.loyalty.ledger.till import cause
from upgrade_program.buyback.events import ClaimReversed, ClaimSettled
from upgrade_program.foundation.outbox.events import Event
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.plans.events import PlanCancelled, PlanSold

CAP = 150  # of the extra rule, a month
PRICES = (9_999, 13_999, 21_999, 49_999, 89_999)
EXCHANGE = 5_000
LEVELS = ((5_000, "1.5"), (2_000, "1.25"), (500, "1.1"), (0, "1"))
PIECES_A_MEMBER = 50
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class Bill:
    """What a customer bought, by hand: so many points for the occasion, so many rupees of a phone's bill; given back at an instant."""

    at: datetime
    name: str
    customer: int
    occasion: int
    rupees: int
    back: datetime | None = None

    @property
    def live(self) -> datetime:
        """The eighth day: seven have passed."""
        return start_of_day(local_day(self.at) + 8 * DAY)

    @property
    def ends(self) -> datetime:
        """The end of the month, twelve months later."""
        live = local_day(self.live)
        return start_of_day(live.replace(year=live.year + 1 + live.month // 12, month=live.month % 12 + 1, day=1))


class Storm:
    """Members with a past, made at once; `news` in random order; `size` pieces of it. Everything happened before `now`."""

    def __init__(self, *, size: int, chance: random.Random, store: Store, now: datetime) -> None:
        self.now, self._chance, self._store = now, chance, store
        self.left_at = now - 3 * DAY
        self.bills: list[Bill] = []
        self.news: list[Event] = []
        self._spent: list[tuple[datetime, int, int]] = []
        phone_rule(key="extra", cap_points=CAP, cap_period="month")
        number = max(10, size // PIECES_A_MEMBER)
        self._members, leavers = [member() for _ in range(number)], [member() for _ in range(number // 10)]
        self._customers = [*self._members, *leavers, *(CustomerFactory() for _ in range(number // 10))]
        self._earning = {customer.pk for customer in (*self._members, *leavers)}
        self._leavers = {customer.pk for customer in leavers}
        self._live_through_the_past()
        for customer in leavers:
            leave(customer=customer, actor=SYSTEM, at=self.left_at)
        while len(self.news) < size:
            self._happen(chance.choice(self._customers))
        chance.shuffle(self.news)

    def differences(self) -> list[str]:
        """Where an account or its lots, as they stand now, are not what the oracle says; then once more when all points are live."""
        oracle = self._played()
        found = self._compared(oracle, at=self.now, exact=True)
        later = self.now + 15 * DAY
        while mature_due(at=later):
            pass
        return found + self._compared(oracle, at=later, exact=False)

    def owing(self) -> int:
        """How many members owe points when the storm is over, by the oracle."""
        oracle = self._played()
        return sum(oracle.balances(customer, self.now)[3] > 0 for customer in self._earning)

    # What happened -----------------------------------------------------------------------------------------------------------------

    def _live_through_the_past(self) -> None:
        """Three plans each, long ago and heard in their order; the points are live, many spent, and a few plans are given back now."""
        for days in (60, 50, 40):
            at, payloads = self.now - days * DAY, []
            for customer in self._members:
                price = self._chance.choice(PRICES)
                sold = sold_plan(customer, self._store, at=at, phone_price=f"{price}.00")
                payloads.append(sold)
                back = self._moment() if self._chance.random() < 0.4 else None
                self._note("plan", sold["plan_id"], customer.pk, at, price, back)
                if back:
                    self.news.append(PlanCancelled(**cancelled(sold, at=back)))
            earn_for_plans_sold(payloads, at=at + HOUR)
        at = self.now - 20 * DAY
        while mature_due(at=at):
            pass
        for customer in self._members:
            available = Account.objects.get(customer=customer).available
            points = self._chance.choice([0, available // 2, available, available])
            if points:
                redeem(customer_id=customer.pk, points=points, cause=cause(at, kind="reward"))
                self._spent.append((at, customer.pk, points))

    def _happen(self, customer: Any) -> None:
        at, price = self._moment(), self._chance.choice(PRICES)
        back = at + (self.now - at) * self._chance.random() if self._chance.random() < 0.4 else None
        if self._chance.random() < 0.6:
            sold = sold_plan(customer, self._store, at=at, phone_price=f"{price}.00")
            self.news += [PlanSold(**sold), *([PlanCancelled(**cancelled(sold, at=back))] if back else [])]
            self._note("plan", sold["plan_id"], customer.pk, at, price, back)
        else:
            settled = settled_claim(customer, self._store, at=at, price=f"{price}.00", exchange=f"{EXCHANGE}.00")
            self.news += [ClaimSettled(**settled), *([ClaimReversed(**reversed_claim(settled, at=back))] if back else [])]
            self._note("claim", settled["claim_id"], customer.pk, at, price - EXCHANGE, back)

    def _moment(self) -> datetime:
        """Of the last six days: no point of the storm is live when it is over."""
        return self.now - HOUR - timedelta(seconds=self._chance.randrange(5 * 86_400))

    def _note(self, kind: str, number: int, customer: int, at: datetime, rupees: int, back: datetime | None) -> None:
        earns = customer in self._earning and not (customer in self._leavers and at >= self.left_at)
        if earns:
            self.bills.append(Bill(at, f"{kind}:{number}", customer, 50 if kind == "plan" else 100, rupees, back))

    # What it comes to ----------------------------------------------------------------------------------------------------------------

    def _played(self) -> Oracle:
        """The oracle after all of it, in the order of time."""
        oracle = Oracle(sorted(self._earning))
        acts: list[tuple[datetime, int, Any]] = [(bill.at, 0, bill) for bill in self.bills]
        acts += [(bill.back, 1, bill) for bill in self.bills if bill.back]
        acts += [(spent[0], 2, spent) for spent in self._spent]
        given: dict[str, dict[str, int]] = {}
        used: Counter[tuple[int, Any]] = Counter()
        on_record: dict[int, int] = defaultdict(int)
        for at, step, what in sorted(acts, key=lambda act: (act[0], act[1], act[2].name if act[1] < 2 else "")):
            if step == 2:
                assert oracle.redeem(what[1], what[2], at) == ""
            elif step == 1:
                for part, points in given[what.name].items():
                    assert oracle.claw_back(f"{what.name}:{part}", points, at) == ""
            else:
                given[what.name] = _points(what, used, on_record[what.customer])
                for part, points in given[what.name].items():
                    oracle.earn(what.customer, points, f"{what.name}:{part}", at, what.live, what.ends)
                if at < self.now - 30 * DAY:  # what is heard in the storm goes on record after all of it has happened
                    on_record[what.customer] += sum(given[what.name].values())
        return oracle

    def _compared(self, oracle: Oracle, *, at: datetime, exact: bool) -> list[str]:
        """Balances, and points by their end; what waits (`exact`) lot by lot: among live ones of one end, the order of hearing decides."""
        accounts = {row.customer_id: row for row in Account.objects.all()}
        lots: dict[int, list[tuple[str, int, bool]]] = defaultdict(list)
        for lot in Lot.objects.filter(remaining__gt=0).select_related("account"):
            assert lot.expires_at
            lots[lot.account.customer_id].append((_text(lot.expires_at), lot.remaining, lot.state == "pending"))
        found = []
        for customer in sorted(self._earning | accounts.keys()):
            row = accounts.get(customer)
            has = (row.pending, row.available, row.held, row.debt) if row else (0, 0, 0, 0)
            wanted = oracle.balances(customer, at) if customer in self._earning else (0, 0, 0, 0)
            if has != wanted:
                found.append(f"member {customer}: {has} and not {wanted}")
            standing = oracle.members[customer]["lots"] if customer in self._earning else []
            stand = [(_text(lot["ends"]), lot["left"], lot["waits"]) for lot in standing if lot["left"]]
            if exact and _waiting(lots[customer]) != _waiting(stand):
                found.append(f"member {customer}: lots {_waiting(lots[customer])} and not {_waiting(stand)}")
            if _by_end(lots[customer]) != _by_end(stand):
                found.append(f"member {customer}: points by their end {_by_end(lots[customer])} and not {_by_end(stand)}")
        return found


def _points(bill: Bill, used: Counter[tuple[int, Any]], on_record: int) -> dict[str, int]:
    """The occasion's; a point for ₹100, times the status; and the extra rule's, up to its cap a month, which bills taken back fill too."""
    times = next(Decimal(times) for points, times in LEVELS if on_record >= points)
    month = (bill.customer, local_day(bill.at).replace(day=1))
    extra = min(bill.rupees // 100, CAP - used[month])
    used[month] += extra
    points = {"event": bill.occasion, "phone": int(Decimal(bill.rupees) / 100 * times), "extra": extra}
    return {part: number for part, number in points.items() if number}


def _by_end(lots: Iterable[tuple[str, int, bool]]) -> Counter[tuple[str, bool]]:
    sums: Counter[tuple[str, bool]] = Counter()
    for ends, left, waits in lots:
        sums[ends, waits] += left
    return sums


def _waiting(lots: Iterable[tuple[str, int, bool]]) -> list[tuple[str, int, bool]]:
    return sorted(lot for lot in lots if lot[2])


def _text(moment: datetime) -> str:
    return str(int(moment.timestamp()))
