"""Recording news, and carrying it to those who listen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import structlog
from django.db import connection, transaction
from django.utils.module_loading import import_string

from upgrade_program.foundation.outbox.batches import BATCH, deliver_batches
from upgrade_program.foundation.outbox.events import Event
from upgrade_program.foundation.outbox.metrics import PARKED
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.nudge import nudge
from upgrade_program.foundation.outbox.patience import TRIES, after_try, while_busy
from upgrade_program.foundation.outbox.queries import due
from upgrade_program.foundation.outbox.routes import batches, listeners, singles
from upgrade_program.kernel.faults import busy, told

# By hand, because it stands in every act: the same insert through the ORM costs three times the processor time.
_INSERT = """
    INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
    SELECT topic, cause, payload, %(at)s, %(at)s, 0, '{}', CASE WHEN NOT wanted THEN %(at)s::timestamptz END, ''
      FROM unnest(%(topics)s::text[], %(causes)s::text[], %(payloads)s::jsonb[], %(wanted)s::bool[])
           WITH ORDINALITY AS news (topic, cause, payload, wanted, place) ORDER BY place
        ON CONFLICT DO NOTHING
"""
log = structlog.get_logger(__name__)


def record(event: Event, *, at: datetime) -> None:
    """Write one piece of news in the caller's transaction, in one statement; the same topic and cause again changes nothing.

    Outside a transaction it is a RuntimeError: news without its change, or a change without its news, is what the outbox is against.
    """
    record_all([event], at=at)


def record_all(events: Iterable[Event], *, at: datetime) -> None:
    """`record` for many, in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("news is recorded in the transaction of the change it tells of")
    news = list(events)
    wanted = [is_wanted(event) for event in news]
    row: dict[str, Any] = {
        "topics": [event.topic for event in news],
        "causes": [event.cause for event in news],
        "payloads": [payload_of(event) for event in news],
        "wanted": wanted,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
    if any(wanted):
        wake()


def is_wanted(event: Event | type[Event]) -> bool:
    """Whether anybody listens to such news."""
    return bool(listeners(event.topic))


def payload_of(event: Event) -> str:
    """The facts of an event as the outbox keeps them: JSON."""
    return orjson.dumps(event, default=str).decode()


def wake() -> None:
    """Ask a worker to deliver as soon as the transaction has committed; never fails and never waits, whatever the broker does."""
    transaction.on_commit(nudge, robust=True)


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Handle messages due at `at` and say how many; any number of callers share the work without doubling it.

    Up to `limit` are told one at a time; what batch subscribers hear comes first, all of it, and by the thousand.
    """
    told = 0
    while (heard := deliver_batches(at=at, limit=BATCH)) >= BATCH:  # of some topic more may wait: none of it is to be told one at a time
        told += heard
    told, handled = told + heard, 0
    while handled < limit and deliver_next(at=at):
        handled += 1
    return told + handled


def deliver_next(*, at: datetime) -> bool:
    """Handle the message that is due longest and not in another's hands; False when there is none.

    Its subscribers' effects and its mark are one transaction, of this message alone: no lock is held from one message to the next.
    Each subscriber has a savepoint; who has heard is not told again. A failure waits 5 s, doubling up to an hour; the tenth parks it.
    A database too busy for it (a lock or an answer that did not come in time, a deadlock) puts it off and counts as no failure, until
    it is an hour old.
    """
    with transaction.atomic():
        message = due(at=at).select_for_update(skip_locked=True).order_by("due_at", "id").first()
        if message is None:
            return False
        faults = [fault for route in batches(message.topic) if (fault := _tell(message, route, [message.payload], at))]
        faults += [fault for route in singles(message.topic) if (fault := _tell(message, route, message.payload, at))]
        if faults:
            _put_off(message, faults, at)
        else:
            message.delivered_at = at
        message.save(update_fields=["heard_by", "delivered_at", "attempts", "due_at", "parked_at", "last_error"])
    if message.parked_at:
        PARKED.labels(topic=message.topic).inc()
        log.error("outbox.parked", message_id=message.pk, topic=message.topic, attempts=message.attempts, last_error=message.last_error)
    return True


def retry_parked(*, at: datetime, topic: str = "") -> int:
    """Give parked messages (of one topic) ten new tries from `at` on, and say how many there were."""
    parked = Message.objects.filter(parked_at__isnull=False)
    return (parked.filter(topic=topic) if topic else parked).update(parked_at=None, attempts=0, due_at=at)


def retry_these(messages: Iterable[int], *, at: datetime) -> list[int]:
    """`retry_parked` for these messages; gives those of them that were parked, in order. In the caller's transaction."""
    parked = Message.objects.filter(pk__in=list(messages), parked_at__isnull=False).order_by("id").select_for_update()
    mine = list(parked.values_list("pk", flat=True))
    Message.objects.filter(pk__in=mine).update(parked_at=None, attempts=0, due_at=at)
    wake()
    return mine


@dataclass(frozen=True, slots=True)
class _Fault:
    """What failed, in words, and whether the database was too busy for it."""

    words: str
    busy: bool


def _tell(message: Message, route: str, news: dict[str, Any] | list[dict[str, Any]], at: datetime) -> _Fault | None:
    """Tell one subscriber; the fault if it failed, with its effects undone."""
    if route in message.heard_by:
        return None
    try:
        with transaction.atomic():
            import_string(route)(news, at=at)
    except Exception as error:  # whatever a subscriber does wrong is this message's trouble only
        log.warning("outbox.failed", message_id=message.pk, topic=message.topic, route=route, exc_info=True)
        return _Fault(f"{route}: {told(error)}", busy=busy(error))
    message.heard_by.append(route)
    return None


def _put_off(message: Message, faults: list[_Fault], at: datetime) -> None:
    message.last_error = "\n".join(fault.words for fault in faults)
    patience = while_busy(recorded_at=message.recorded_at, at=at) if all(fault.busy for fault in faults) else None
    if patience is not None:
        message.due_at = at + patience
        return
    message.attempts += 1
    if message.attempts >= TRIES:
        message.parked_at = at
    else:
        message.due_at = at + after_try(message.attempts)
