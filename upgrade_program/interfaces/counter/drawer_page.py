"""What the page of the cash drawer shows to whom: what must be in it is told to managers, never to the clerk who counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from stores.access import may_manage
from upgrade_program.billing.drawers import last_closed, open_drawer_of
from upgrade_program.billing.holding import holding
from upgrade_program.billing.models import Drawer
from upgrade_program.interfaces.counter.drawer_forms import CashForm, CloseForm, MoveForm
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.cash import DrawerLine, gap_text


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the page; the one that was refused comes back filled in."""

    open: CashForm = field(default_factory=lambda: CashForm(prefix="open"))
    count: CashForm = field(default_factory=lambda: CashForm(prefix="count"))
    move: MoveForm = field(default_factory=lambda: MoveForm(prefix="move"))
    close: CloseForm = field(default_factory=lambda: CloseForm(prefix="close"))


@dataclass(frozen=True, slots=True)
class DrawerPage:
    """`drawer` is the open one, `left_open` when it is of an earlier day; `line` its sums and `last` the closed one, for managers."""

    forms: Forms
    manages: bool
    drawer: Drawer | None
    line: DrawerLine | None
    last: DrawerLine | None
    left_open: bool

    @property
    def count_is_old(self) -> bool:
        """Cash moved since it was counted."""
        if self.drawer is None or self.line is None or self.drawer.counted_at is None:
            return False
        return self.line.held.moved_at is not None and self.line.held.moved_at > self.drawer.counted_at

    @property
    def gap(self) -> Decimal | None:
        """Counted less expected now; below zero is missing. Nothing before the count."""
        counted: Decimal | None = self.drawer.counted if self.drawer else None
        return None if counted is None or self.line is None else counted - self.line.expected

    @property
    def gap_text(self) -> str:
        return "" if self.gap is None else gap_text(self.gap)


def drawer_page(actor: Actor, *, at: datetime, on: date, forms: Forms | None = None) -> DrawerPage:
    """The page of the actor's own store, a member of which they are."""
    store = actor.store_id or 0
    manages = may_manage(actor, store)
    drawer = open_drawer_of(store)
    last = None if drawer else last_closed(store)
    return DrawerPage(
        forms=forms or Forms(),
        manages=manages,
        drawer=drawer,
        line=DrawerLine(drawer, holding(drawer, at=at)) if drawer and manages else None,
        last=DrawerLine(last, holding(last, at=at)) if last else None,
        left_open=drawer is not None and drawer.day < on,
    )
