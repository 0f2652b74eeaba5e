"""Events of stores, and the guests who came."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from loyalty.activity.enums import Proof
from loyalty.activity.models import Attendance, Mission, StoreEvent
from loyalty.activity.refusals import EnteredAlready, EventFull, EventNotOn, NoMission
from loyalty.activity.services.missions import complete
from loyalty.activity.services.permission import keep_member, require_counter, require_member
from stores.access import may_manage, require_head_office
from stores.clock import local_day
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text

ENTERED_FOR = timedelta(days=2)  # after the event


@transaction.atomic
def add_event(*, mission: Mission, store_id: int, title: str, on: date, seats: int | None, actor: Actor, at: datetime) -> StoreEvent:
    """Plan an event at a store. Head office, or a manager of the store; refuses (`invalid`) past days and missions of other proofs."""
    if not may_manage(actor, store_id):
        require_head_office(actor)
    words = one_line(title, field="title", most=60)
    if not words:
        raise Invalid(field="title", sentence="The event has no title.", next_step="Write it in a few words.")
    if on < local_day(at):
        raise Invalid(field="on", sentence="An event is planned for today or later.", next_step="Choose another day.")
    if mission.proof != Proof.EVENT or on not in mission.days:
        raise Invalid(field="mission", sentence="This mission is not for events of that day.", next_step="Choose another mission.")
    if seats is not None and seats < 1:
        raise Invalid(field="seats", sentence="An event has at least one seat.", next_step="Type how many, or nothing for no limit.")
    row = StoreEvent.objects.create(mission=mission, store_id=store_id, title=words, on=on, seats=seats, created_at=at)
    after = {"mission": mission.key, "on": on, "seats": seats, "store": store_id}
    audit(actor=actor, at=at, verb="event.planned", subject=f"event:{row.pk}", after=after, chain=store_id)
    return row


def enter_guest(*, event_id: int, customer_id: int, actor: Actor, at: datetime) -> Attendance:
    """Enter a member who came to an event of a store the actor serves, on its day or the two after; it completes the event's mission.

    Refuses other stores' events (`not_found`), other days (`event_not_on`), a full event (`event_full`), a member entered already
    (`entered_already`) and customers who are no members (`not_a_member`). A mission done before in its turn gives no points again.
    """
    require_counter(actor)
    if actor.staff_id is None or actor.store_id is None:
        raise Forbidden
    event = StoreEvent.objects.filter(pk=event_id, store_id__in=actor.store_ids).select_related("mission").first()
    if event is None:
        raise NotFound(field="event")
    if not event.on <= local_day(at) <= event.on + ENTERED_FOR:
        raise EventNotOn(day=day_text(event.on))
    require_member(customer_id)
    if event.on not in event.mission.days:
        raise NoMission(what=event.title)
    with act_transaction():
        keep_member(customer_id)
        if not StoreEvent.objects.filter(Q(seats=None) | Q(entered__lt=F("seats")), pk=event.pk).update(entered=F("entered") + 1):
            raise EventFull(seats=event.seats)
        try:
            with transaction.atomic():
                row = Attendance.objects.create(event=event, customer_id=customer_id, at=at, by_id=actor.staff_id)
        except IntegrityError as law:
            raise EnteredAlready from law
        proof = f"event:{event.pk}"
        complete(event.mission, customer_id=customer_id, proof=proof, at=at, live_from=at, actor=actor, store_id=actor.store_id)
        audit(actor=actor, at=at, verb="event.guest_entered", subject=f"event:{event.pk}", after={"member": customer_id})
    return row
