"""Telling news by the thousand: a subscriber that writes set-based hears all that is due of a topic in one call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.queries import due
from upgrade_program.foundation.outbox.routes import batches, listeners

BATCH = 5000
log = structlog.get_logger(__name__)
_MARK = """
    UPDATE outbox_message SET heard_by = heard_by || %(route)s::text,
           delivered_at = CASE WHEN heard_by || %(route)s::text @> %(wanted)s::text[] THEN %(at)s::timestamptz END
     WHERE id = ANY(%(ids)s)
"""


def deliver_batches(*, at: datetime, limit: int = BATCH) -> int:
    """Tell each subscriber of settings.OUTBOX_BATCHES up to `limit` messages that are due, and say how many were heard.

    A subscriber's effects and the marks are one transaction of this subscriber alone. A call that fails is halved until the messages
    at fault stand alone; those are left to `deliver_next`, which puts them off and parks them. Any number of callers share the work.
    """
    return sum(_tell(topic, route, at=at, limit=limit) for topic in settings.OUTBOX_BATCHES for route in batches(topic))


def _tell(topic: str, route: str, *, at: datetime, limit: int) -> int:
    with transaction.atomic():
        waiting = due(at=at).filter(topic=topic, attempts=0).exclude(heard_by__contains=[route])
        messages = list(waiting.select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])
        heard = _halve(route, messages, at=at) if messages else []
        if heard:
            with connection.cursor() as cursor:
                cursor.execute(_MARK, {"route": route, "wanted": listeners(topic), "at": at, "ids": heard})
    return len(heard)


def _halve(route: str, messages: Sequence[Message], *, at: datetime) -> list[int]:
    """The ids of the messages that were heard."""
    if _heard(route, [message.payload for message in messages], at=at):
        return [message.pk for message in messages]
    if len(messages) == 1:
        return []
    middle = len(messages) // 2
    return [*_halve(route, messages[:middle], at=at), *_halve(route, messages[middle:], at=at)]


def _heard(route: str, payloads: list[dict[str, Any]], *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            import_string(route)(payloads, at=at)
    except Exception:  # whatever a subscriber does wrong is these messages' trouble only
        log.warning("outbox.batch_failed", route=route, messages=len(payloads), exc_info=True)
        return False
    return True
