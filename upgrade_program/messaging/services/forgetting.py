"""Forgetting whom messages went to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message

KEPT = timedelta(days=90)


def forget_old(*, at: datetime, chunk: int = 5000) -> int:
    """Empty addresses and slots of messages queued over 90 days ago, a chunk a transaction, and say of how many; the rows stay.

    One that still waits after so long is not sent any more.
    """
    old = Message.objects.filter(forgotten_at=None, queued_at__lt=at - KEPT)
    old.filter(state=State.QUEUED).update(state=State.VOID, ended_at=at)
    forgotten = 0
    while done := _forget(old.order_by("queued_at")[:chunk], at=at):
        forgotten += done
    return forgotten


def forget_person(*, customer_id: int, addresses: Iterable[str], at: datetime) -> int:
    """Empty address and slots of every message to a person, whoever it was filed under, and say of how many; what waits is not sent.

    In the caller's transaction. A sender that has one in hand may still send it: it was theirs when it left.
    """
    theirs = Message.objects.filter(Q(customer_id=customer_id) | Q(address__in=[one for one in addresses if one]), forgotten_at=None)
    theirs.filter(state=State.QUEUED).update(state=State.VOID, ended_at=at)
    return theirs.update(address="", slots={}, provider_id="", last_error="", forgotten_at=at)


def _forget(messages: QuerySet[Message], *, at: datetime) -> int:
    with transaction.atomic():
        mine = list(messages.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return Message.objects.filter(pk__in=mine).update(address="", slots={}, provider_id="", forgotten_at=at)
