"""Recording news and carrying it to those who listen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson
from django.conf import settings
from django.db import transaction

from upgrade_program.foundation.outbox.events import Event
from upgrade_program.foundation.outbox.models import Message


def record(event: Event, *, at: datetime) -> None:
    """Write one piece of news in the caller's transaction, in one statement; the same topic and cause again changes nothing.

    Outside a transaction it is a RuntimeError: news without its change, or a change without its news, is what the outbox is against.
    """
    record_all([event], at=at)


def record_all(events: Iterable[Event], *, at: datetime) -> None:
    """`record` for many, in one statement."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("news is recorded in the transaction of the change it tells of")
    messages = [_message(event, at) for event in events]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _message(event: Event, at: datetime) -> Message:
    heard_by_nobody = not settings.OUTBOX_ROUTES.get(event.topic)
    return Message(
        topic=event.topic,
        cause=event.cause,
        payload=orjson.loads(orjson.dumps(event, default=str)),
        recorded_at=at,
        due_at=at,
        delivered_at=at if heard_by_nobody else None,
    )
