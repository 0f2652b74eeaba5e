"""Calling off what waits to be sent, once whom it goes to has taken back what let us write it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message

TAKEN_BACK = "they took back the consent to it"


def call_off(*, customer_id: int, templates: Iterable[str], about: Iterable[str] = (), at: datetime) -> int:
    """End what waits for a customer of these templates, and say how many messages that were; in the caller's transaction.

    `about` leaves only those whose cause begins with one of these words, as "plan:17:". A sender that has one in hand may still send it.
    """
    waiting = Message.objects.filter(state=State.QUEUED, customer_id=customer_id, template__in=list(templates))
    named = Q()
    for words in about:
        named |= Q(cause__startswith=words)
    return waiting.filter(named).update(state=State.VOID, ended_at=at, last_error=TAKEN_BACK)
