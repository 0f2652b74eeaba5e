"""The demo's cash drawers: opened, counted and closed each evening of the last week, and today's still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from stores.clock import STORE_TIME, start_of_day
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.holding import holding
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, move_cash, open_drawer
from upgrade_program.kernel.actor import Actor

DAYS = 6
FLOAT = Decimal(5000)
FORGETFUL = "CH01"  # yesterday's drawer there was never closed


@dataclass(frozen=True, slots=True)
class Slip:
    """What was wrong at one closing: rupees too much (below zero: missing) and why."""

    store: str
    days_ago: int
    rupees: int
    reason: str


SLIPS = (
    Slip("DL01", 2, -10, "A ₹10 coin rolled under the counter."),
    Slip("MH01", 3, 50, "A customer left without the change."),
    Slip("KA01", 1, -100, "Counted twice, still missing; told head office."),
)


def keep_drawers(actors: Mapping[str, Mapping[str, Actor]], *, today: date, at: datetime) -> None:
    """A week of closings at every store, a bag to the bank now and then, three slips with their reasons."""
    for code, people in actors.items():
        for days_ago in range(DAYS, 0, -1):
            _evening(code, people, on=today - timedelta(days=days_ago), days_ago=days_ago)
        if code != FORGETFUL:
            # The sales of a demo made at night were a moment ago as well: the drawer was open by then.
            opened = max(start_of_day(today), min(_clock(today, 9, 55), at - timedelta(minutes=250)))
            open_drawer(actor=people["clerk"], opening=FLOAT, at=opened, on=today)


def _evening(code: str, people: Mapping[str, Actor], *, on: date, days_ago: int) -> None:
    clerk, manager = people["clerk"], people["manager"]
    drawer = open_drawer(actor=clerk, opening=FLOAT, at=_clock(on, 9, 55), on=on)
    if code == FORGETFUL and days_ago == 1:
        return
    if days_ago % 3 == 1:
        move_cash(actor=manager, drawer_id=drawer.pk, kind=MoveKind.BANK, amount=Decimal(1500), reason="Evening bag", at=_clock(on, 18, 10))
    expected = holding(drawer, at=_clock(on, 20, 55)).expected
    slip = next(_slips(code, days_ago), None)
    counted = max(expected + (slip.rupees if slip else 0), Decimal(0))
    count_drawer(actor=clerk, drawer_id=drawer.pk, counted=counted, at=_clock(on, 20, 55))
    close_drawer(actor=manager, drawer_id=drawer.pk, reason=slip.reason if slip else "", at=_clock(on, 21, 5))


def _slips(code: str, days_ago: int) -> Iterator[Slip]:
    return (slip for slip in SLIPS if (slip.store, slip.days_ago) == (code, days_ago))


def _clock(on: date, hour: int, minute: int) -> datetime:
    return datetime.combine(on, time(hour, minute), tzinfo=STORE_TIME)
