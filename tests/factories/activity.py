"""Missions that go on, invitations and events; all made through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps

from loyalty.activity.models import BoardTerms, Mission, Purchase, StoreEvent
from loyalty.activity.services import add_event, add_mission, hear_purchase
from loyalty.activity.services.missions import NewMission
from stores.clock import local_day
from stores.models import Store
from tests.factories.plans import AT, TODAY
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM

__all__ = ["BEGAN", "boards", "bought", "event", "mission"]

BEGAN = AT - timedelta(days=30)
_numbers = count(2_000_000_000)  # of plans that nobody sold: no real one has such an id, nor one that `tests.factories.loyalty` tells of


def boards() -> None:
    """The rows of the data migration, again after a transactional test has emptied the tables."""
    if not BoardTerms.objects.exists():
        import_module("loyalty.activity.migrations.0002_first_boards").write(apps, None)


def mission(*, at: datetime = BEGAN, **changes: Any) -> Mission:
    """A mission for a purchase, of 20 points, once in all, that goes on without an end, unless changed."""
    plain = {
        "key": f"mission-{next(_numbers)}",
        "proof": "purchase",
        "title": "Buy a phone",
        "title_hi": "फ़ोन ख़रीदें",
        "about": "Points for your next phone.",
        "about_hi": "अगले फ़ोन के लिए पॉइंट।",
        "points": 20,
        "turn": "ever",
        "first_day": local_day(at),
    }
    return add_mission(new=NewMission(**(plain | changes)), actor=SYSTEM, at=at)


def bought(customer: Customer, store: Store, *, at: datetime = AT, source: str = "", final_on: date | None = None) -> Purchase:
    """A purchase heard of at its own instant, which can be given back for seven days."""
    return hear_purchase(
        source=source or f"plan:{next(_numbers)}",
        customer_id=customer.pk,
        store_id=store.pk,
        bought_at=at,
        final_on=final_on or local_day(at) + timedelta(days=7),
        at=at,
    )


def event(store: Store, *, on: date = TODAY, at: datetime = BEGAN, **changes: Any) -> StoreEvent:
    """An evening at a store whose guests get 50 points."""
    plain = {"title": "Fan evening", "seats": None, "mission": None}
    facts = plain | changes
    facts["mission"] = facts["mission"] or mission(proof="event", points=50, turn="day")
    return add_event(store_id=store.pk, on=on, actor=SYSTEM, at=at, **facts)
