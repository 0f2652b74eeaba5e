"""The demo's drawers stand as a week of evenings left them, whenever the demo is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stores.clock import local_day
from stores.models import Store
from tests.factories.billing import collected
from upgrade_program.billing.drawers import open_drawer_of
from upgrade_program.billing.holding import frozen, holding
from upgrade_program.billing.models import Drawer
from upgrade_program.demo.drawers import DAYS, FLOAT, keep_drawers
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 5, 3, 6, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2027, 5, 2, 18, 45, tzinfo=UTC)


def test_a_week_of_evenings(clerk: Actor, manager: Actor, store: Store) -> None:
    evening = NOON - timedelta(days=2) + timedelta(hours=4)
    collected(store=store, at=evening)
    keep_drawers({"DL01": {"clerk": clerk, "manager": manager}}, today=local_day(NOON), at=NOON)
    closed = Drawer.objects.filter(closed_at__isnull=False)
    assert closed.count() == DAYS
    (slip,) = closed.exclude(reason="")
    assert slip.day == local_day(evening)
    assert (frozen(slip).cash_in, slip.counted) == (549, FLOAT + 549 - 10)


@pytest.mark.parametrize("at", [NOON, AFTER_MIDNIGHT])
def test_todays_sales_lie_in_todays_drawer(clerk: Actor, manager: Actor, at: datetime) -> None:
    assert clerk.store_id is not None
    keep_drawers({"DL01": {"clerk": clerk, "manager": manager}}, today=local_day(at), at=at)
    drawer = open_drawer_of(clerk.store_id)
    assert drawer is not None
    assert drawer.day == local_day(at)
    assert holding(drawer, at=at).expected == FLOAT


def test_one_store_forgot(clerk: Actor, manager: Actor) -> None:
    keep_drawers({"CH01": {"clerk": clerk, "manager": manager}}, today=local_day(NOON), at=NOON)
    drawer = Drawer.objects.get(closed_at__isnull=True)
    assert drawer.day == local_day(NOON) - timedelta(days=1)
