"""Whether a message that is due goes now: not at night, not to who does not want it, not beyond the day's few, not when it is too late."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection

from stores.clock import local_day
from upgrade_program.messaging.enums import Category, State
from upgrade_program.messaging.hours import next_morning, polite
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.queries import wants_reminders

TOO_LATE, UNWANTED = "it was too late for it", "they asked not to be written to"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('messages of a day'), hashtext(%s))"


def goes_now(message: Message, *, at: datetime) -> bool:
    """Whether to send a message that we have locked. If not, it is put off (`due_at`) or ended (`state`), on the instance.

    What is necessary waits for the quiet hours alone, unless it answers an act of this moment. What is not is ended once it is not worth
    sending or not wanted any more; beyond `settings.MESSAGES_A_DAY` to one address it is put off to the next morning, and so to its end.
    One that goes is counted on its day (`day`) before it is sent, so that senders at once do not both take the last place.
    """
    earliest = at if message.any_hour else polite(at)
    if message.category == Category.NECESSARY:
        message.due_at = earliest
        return earliest == at
    if message.until and message.until <= at:
        return _ended(message, TOO_LATE, at=at)
    if not wants_reminders(message.customer_id or 0):
        return _ended(message, UNWANTED, at=at)
    if earliest > at:
        message.due_at = earliest
        return False
    day = local_day(at)
    if message.day != day and _sent_on(day, message.address) >= settings.MESSAGES_A_DAY:
        message.due_at = next_morning(at)
        return False
    message.day = day
    return True


def _ended(message: Message, why: str, *, at: datetime) -> bool:
    message.state, message.ended_at, message.last_error = State.VOID, at, why
    return False


def _sent_on(day: date, address: str) -> int:
    """What this address was, or is being, sent on a day beyond what is necessary. The others who ask wait until our transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [address])
    return Message.objects.filter(address=address, day=day).exclude(state=State.VOID).count()
