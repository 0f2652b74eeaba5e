"""Cash drawers, opened, counted and closed the lawful way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from stores.clock import local_day
from tests.factories.billing import AT
from upgrade_program.billing.models import Drawer
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, open_drawer
from upgrade_program.kernel.actor import Actor

FLOAT = Decimal(2000)
OPENED = AT - timedelta(hours=1)  # 10:42 in the store
COUNTED = AT + timedelta(hours=8)
CLOSED = COUNTED + timedelta(minutes=5)


def opened(actor: Actor, *, opening: Decimal = FLOAT, at: datetime = OPENED) -> Drawer:
    return open_drawer(actor=actor, opening=opening, at=at, on=local_day(at))


def counted(actor: Actor, drawer: Drawer, cash: Decimal | int, *, at: datetime = COUNTED) -> Drawer:
    return count_drawer(actor=actor, drawer_id=drawer.pk, counted=Decimal(cash), at=at)


def closed(manager: Actor, drawer: Drawer, *, reason: str = "", at: datetime = CLOSED) -> Drawer:
    return close_drawer(actor=manager, drawer_id=drawer.pk, reason=reason, at=at)


def whole_day(manager: Actor, *, cash: Decimal | int, reason: str = "", opening: Decimal = FLOAT, at: datetime = OPENED) -> Drawer:
    """A drawer opened an hour before `AT`, counted and closed in the evening."""
    later = at - OPENED
    drawer = counted(manager, opened(manager, opening=opening, at=at), cash, at=COUNTED + later)
    return closed(manager, drawer, reason=reason, at=CLOSED + later)
