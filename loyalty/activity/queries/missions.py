"""Which missions go on, and what a member has done of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from loyalty.activity.calendar import turn_of
from loyalty.activity.enums import Proof
from loyalty.activity.models import Completion, Mission, Purchase, StoreEvent
from upgrade_program.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class MissionView:
    """A mission that goes on, and the member's completion of it in this turn, if there is one."""

    mission: Mission
    done: Completion | None


def missions_on(day: date, *, proof: str = "") -> QuerySet[Mission]:
    """The missions that go on on a local day (of one kind of proof)."""
    missions = Mission.objects.filter(days__contains=day).order_by("key")
    return missions.filter(proof=proof) if proof else missions


def missions_for_events(day: date) -> QuerySet[Mission]:
    """The missions that an event of a day or later may complete."""
    goes_on = Q(days__endswith__isnull=True) | Q(days__endswith__gt=day)
    return Mission.objects.filter(goes_on, proof=Proof.EVENT).order_by("key")


def missions_for(customer_id: int, *, on: date) -> list[MissionView]:
    """Every mission of a day as a member meets it; in two statements."""
    missions = list(missions_on(on))
    rows = Completion.objects.filter(customer_id=customer_id, mission__in=missions, taken_back_at=None)
    done = {(row.mission_id, row.turn): row for row in rows}
    return [MissionView(mission=mission, done=done.get((mission.pk, turn_of(mission.turn, on)))) for mission in missions]


def purchases_to_review(customer_id: int) -> QuerySet[Purchase]:
    """A member's purchases that nobody gave back and that they have not reviewed, newest first."""
    return Purchase.objects.filter(customer_id=customer_id, taken_back_at=None, review=None).select_related("store").order_by("-at")


def events_at(actor: Actor, *, since: date) -> QuerySet[StoreEvent]:
    """The events of the actor's store and those it serves (of all, for those who see all) from a day on."""
    events = StoreEvent.objects.filter(on__gte=since).select_related("mission", "store").order_by("on", "id")
    if actor.sees_all_stores:
        return events
    return events.filter(store_id__in=actor.store_ids) if actor.at_counter else events.none()
