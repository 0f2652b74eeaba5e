"""What stands in messaging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message, Preference


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages wait, how many were given up, and how long (seconds) the oldest due one has been waiting."""

    waiting: int
    parked: int
    oldest_wait: float


def due(*, at: datetime) -> QuerySet[Message]:
    """Messages to be sent now: in no sender's hands, and their time has come; codes first, then the longest due."""
    return Message.objects.filter(state=State.QUEUED, due_at__lte=at).order_by("-urgent", "due_at", "id")


def standing(*, at: datetime) -> Standing:
    """Messaging at `at`, in one query over what is not sent."""
    found = Message.objects.filter(state__in=[State.QUEUED, State.PARKED]).aggregate(
        waiting=Count("pk", filter=Q(state=State.QUEUED)),
        parked=Count("pk", filter=Q(state=State.PARKED)),
        oldest=Min("due_at", filter=Q(state=State.QUEUED, due_at__lte=at)),
    )
    oldest = found["oldest"]
    return Standing(found["waiting"], found["parked"], (at - oldest).total_seconds() if oldest else 0.0)


def wants_reminders(customer_id: int) -> bool:
    """Whether a customer is written to beyond what is necessary: yes, until they say no."""
    return Preference.objects.filter(customer_id=customer_id).order_by("-id").values_list("wants", flat=True).first() is not False
