"""Telling news by the thousand: a subscriber that writes set-based hears all that is due of a topic in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.patience import FIRST_WAIT, PATIENCE
from upgrade_program.foundation.outbox.queries import due
from upgrade_program.foundation.outbox.routes import batches, listeners
from upgrade_program.kernel.faults import busy, told

BATCH = 5000
log = structlog.get_logger(__name__)
_MARK = """
    UPDATE outbox_message SET heard_by = heard_by || %(route)s::text,
           delivered_at = CASE WHEN heard_by || %(route)s::text @> %(wanted)s::text[] THEN %(at)s::timestamptz END
     WHERE id = ANY(%(ids)s)
"""
# As `patience.while_busy` has it for one message.
_PUT_OFF = """
    UPDATE outbox_message SET due_at = %(at)s + greatest(%(at)s - recorded_at, %(first_wait)s), last_error = %(why)s
     WHERE id = ANY(%(ids)s) AND recorded_at > %(at)s - %(patience)s
"""


class _Busy(Exception):
    """The database was too busy for a call; the words are those a table may keep."""


def deliver_batches(*, at: datetime, limit: int = BATCH) -> int:
    """Tell each subscriber of settings.OUTBOX_BATCHES up to `limit` messages that are due, and say how many were heard.

    A subscriber's effects and the marks are one transaction of this subscriber alone. A call that fails is halved until the messages
    at fault stand alone; those are left to `deliver_next`, which puts them off and parks them. Any number of callers share the work.
    One that failed because the database is too busy is not told again by halves, which would keep it busier: all of it is put off.
    """
    return sum(_tell(topic, route, at=at, limit=limit) for topic in settings.OUTBOX_BATCHES for route in batches(topic))


def _tell(topic: str, route: str, *, at: datetime, limit: int) -> int:
    with transaction.atomic():
        waiting = due(at=at).filter(topic=topic, attempts=0).exclude(heard_by__contains=[route])
        messages = list(waiting.select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])
        heard: list[int] = []
        try:
            _halve(route, messages, heard, at=at)
        except _Busy as fault:
            _put_off({message.pk for message in messages}.difference(heard), why=f"{route}: {fault}", at=at)
        if heard:
            with connection.cursor() as cursor:
                cursor.execute(_MARK, {"route": route, "wanted": listeners(topic), "at": at, "ids": heard})
    return len(heard)


def _halve(route: str, messages: Sequence[Message], heard: list[int], *, at: datetime) -> None:
    """Tell them, and add to `heard` the ids of those that were heard."""
    if not messages:
        return
    if _heard(route, [message.payload for message in messages], at=at):
        heard += [message.pk for message in messages]
    elif len(messages) > 1:
        middle = len(messages) // 2
        _halve(route, messages[:middle], heard, at=at)
        _halve(route, messages[middle:], heard, at=at)


def _heard(route: str, payloads: list[dict[str, Any]], *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            import_string(route)(payloads, at=at)
    except Exception as error:  # whatever a subscriber does wrong is these messages' trouble only
        log.warning("outbox.batch_failed", route=route, messages=len(payloads), exc_info=True)
        if busy(error):
            raise _Busy(told(error)) from error
        return False
    return True


def _put_off(ids: Iterable[int], *, why: str, at: datetime) -> None:
    given: dict[str, Any] = {"ids": list(ids), "why": why, "at": at, "first_wait": FIRST_WAIT, "patience": PATIENCE}
    with connection.cursor() as cursor:
        cursor.execute(_PUT_OFF, given)
