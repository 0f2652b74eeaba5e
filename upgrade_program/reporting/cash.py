"""The cash drawers of a store's day, and the money that went past them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stores.clock import local_day
from stores.models import Store
from upgrade_program.billing.drawers import Outside, drawers_of_day, open_drawer_of, outside_of_drawers
from upgrade_program.billing.holding import Holding, holding
from upgrade_program.billing.models import CashMove, Drawer
from upgrade_program.kernel.tongue import spoken
from upgrade_program.kernel.wording import rupees_text


def gap_text(gap: Decimal) -> str:
    """`₹20 missing`, `₹50 too much` or `no difference`: counted less expected in words."""
    if not gap:
        return spoken("no difference")
    return spoken("{amount} missing" if gap < 0 else "{amount} too much").format(amount=rupees_text(abs(gap)))


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """A drawer with what it holds or was closed with."""

    drawer: Drawer
    held: Holding

    @property
    def expected(self) -> Decimal:
        return self.held.expected

    @property
    def difference(self) -> Decimal | None:
        """Counted less expected, once the drawer is closed; below zero is missing."""
        counted = self.drawer.counted
        return None if self.drawer.is_open or counted is None else counted - self.held.expected

    @property
    def gap_text(self) -> str:
        return "" if self.difference is None else gap_text(self.difference)

    @property
    def closed_late(self) -> bool:
        """Closed on another day than it was opened: it holds the money of both."""
        return self.drawer.closed_at is not None and local_day(self.drawer.closed_at) != self.drawer.day

    @property
    def one_hand(self) -> bool:
        """Counted and closed by the same person."""
        return not self.drawer.is_open and self.drawer.counted_by_id == self.drawer.closed_by_id

    @property
    def moves(self) -> list[CashMove]:
        return list(self.drawer.moves.all())


@dataclass(frozen=True, slots=True)
class Cash:
    """The drawers opened on the day; one left open on an earlier day, if any; and what was taken with none open."""

    drawers: list[DrawerLine]
    left_open: Drawer | None
    outside: Outside

    @property
    def all_closed(self) -> bool:
        return bool(self.drawers) and all(not line.drawer.is_open for line in self.drawers)


def cash_of_day(store: Store, *, on: date, at: datetime) -> Cash:
    """The drawers of a day as they stand at an instant."""
    drawers = drawers_of_day(store.pk, on=on)
    still_open = open_drawer_of(store.pk)
    return Cash(
        drawers=[DrawerLine(drawer, holding(drawer, at=at)) for drawer in drawers],
        left_open=still_open if still_open and still_open.day < on else None,
        outside=outside_of_drawers(store.pk, on=on),
    )
