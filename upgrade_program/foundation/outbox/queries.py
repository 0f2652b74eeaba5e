"""What stands in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from upgrade_program.foundation.outbox.models import Message


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages wait, how many are parked, and how long (seconds) the oldest due one has been waiting."""

    waiting: int
    parked: int
    oldest_wait: float


def due(*, at: datetime) -> QuerySet[Message]:
    """Messages to be delivered now: neither delivered nor parked, and their time has come."""
    return Message.objects.filter(delivered_at=None, parked_at=None, due_at__lte=at)


def standing(*, at: datetime) -> Standing:
    """The outbox at `at`, in one query over what is not delivered."""
    found = Message.objects.filter(delivered_at=None).aggregate(
        waiting=Count("pk", filter=Q(parked_at=None)),
        parked=Count("pk", filter=Q(parked_at__isnull=False)),
        oldest=Min("due_at", filter=Q(parked_at=None, due_at__lte=at)),
    )
    oldest = found["oldest"]
    return Standing(found["waiting"], found["parked"], (at - oldest).total_seconds() if oldest else 0.0)
