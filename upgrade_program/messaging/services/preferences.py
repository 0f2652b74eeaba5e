"""Customers say whether they want to be written to beyond what is necessary, and may change their mind."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upgrade_program.customers.services import locked_customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.enums import Way
from upgrade_program.messaging.models import Preference
from upgrade_program.messaging.queries import wants_reminders


@transaction.atomic
def choose(*, customer_id: int, wants: bool, way: Way, actor: Actor, at: datetime) -> bool:
    """Stop reminders and word of points for a customer, or let them come again; says whether that is new. What is necessary always comes.

    Refuses (`not_found`) who was never there or is erased. A sender that has one in hand may still send it.
    """
    customer = locked_customer(customer_id)
    if wants_reminders(customer_id) == wants:
        return False
    staff_id = actor.staff_id if way is Way.COUNTER else None
    Preference.objects.create(
        customer=customer, wants=wants, at=at, way=way, store_id=actor.store_id if staff_id else None, staff_id=staff_id
    )
    audit(
        actor=actor,
        at=at,
        verb="customer.reminders_wanted" if wants else "customer.reminders_stopped",
        subject=f"customer:{customer_id}",
        before={"reminders": not wants},
        after={"reminders": wants, "way": str(way)},
    )
    return True
