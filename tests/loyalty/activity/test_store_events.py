"""Events of a store: who plans them, who is entered, and points once a turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from loyalty.activity.models import Attendance, Mission, StoreEvent
from loyalty.activity.services import (
    add_event,
    enter_guest,
)
from stores.models import Store
from tests.factories.activity import event, mission
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY
from tests.loyalty.rewards.acts import has, refused
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_store_enters_who_came(store: Store, clerk: Actor, other_clerk: Actor, head_office: Actor) -> None:
    loyalty()
    asha, late, stranger = member(), member(), CustomerFactory()
    evening = event(store, seats=1)

    def enter(who: Customer, *, at: datetime = AT, actor: Actor = clerk, which: StoreEvent = evening) -> Attendance:
        return enter_guest(event_id=which.pk, customer_id=who.pk, actor=actor, at=at)

    refused(lambda: enter(asha, at=AT - DAY), "event_not_on", field="event")
    refused(lambda: enter(asha, at=AT + 3 * DAY), "event_not_on")
    refused(lambda: enter(stranger), "not_a_member")
    refused(lambda: enter(asha, actor=other_clerk), "not_found")
    refused(lambda: enter(asha, actor=head_office), "forbidden")
    row = enter(asha, at=AT + 2 * DAY)
    assert (row.by_id, has(asha, at=AT + 2 * DAY)) == (clerk.staff_id, 50)
    refused(lambda: enter(late), "event_full", field="event")
    wide = event(store, mission=evening.mission)
    enter(late, which=wide)
    refused(lambda: enter(late, which=wide), "entered_already", field="customer")


def test_two_events_of_a_turn_give_points_once(store: Store, clerk: Actor) -> None:
    asha = member()
    first = event(store)
    second = event(store, mission=first.mission)
    for evening in (first, second):
        enter_guest(event_id=evening.pk, customer_id=asha.pk, actor=clerk, at=AT)
    assert (has(asha), Attendance.objects.count()) == (50, 2)


def test_who_plans_events(store: Store, manager: Actor, other_manager: Actor, clerk: Actor, head_office: Actor) -> None:
    evenings, buying = mission(proof="event", last_day=TODAY + 5 * DAY), mission()

    def plan(*, actor: Actor = manager, on: date = TODAY, which: Mission = evenings, title: str = "Fans", seats: int | None = None):
        return add_event(mission=which, store_id=store.pk, title=title, on=on, seats=seats, actor=actor, at=AT)

    for actor in (clerk, other_manager):
        refused(lambda actor=actor: plan(actor=actor), "forbidden")
    refused(lambda: plan(on=TODAY - DAY), "invalid", field="on")
    refused(lambda: plan(on=TODAY + 6 * DAY), "invalid", field="mission")
    refused(lambda: plan(which=buying), "invalid", field="mission")
    refused(lambda: plan(title=" "), "invalid", field="title")
    refused(lambda: plan(seats=0), "invalid", field="seats")
    assert (plan().store_id, plan(actor=head_office).store_id) == (store.pk, store.pk)
