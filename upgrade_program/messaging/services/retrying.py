"""Messages that were given up set out again, once what was wrong is mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from stores.access import require_head_office
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message


def retry_parked(*, at: datetime, template: str = "") -> int:
    """Give the messages that were given up (of one template) ten new tries from `at` on, and say how many there were.

    A code that is over by then is not sent: its secret says so.
    """
    parked = Message.objects.filter(state=State.PARKED, forgotten_at=None)
    if template:
        parked = parked.filter(template=template)
    return parked.update(state=State.QUEUED, ended_at=None, attempts=0, due_at=at)


@transaction.atomic
def send_again(*, actor: Actor, messages: Collection[int], at: datetime) -> int:
    """`retry_parked` for these messages, by head office and audited; says how many there were. The others stay as they are.

    Refuses (`forbidden`) everybody else.
    """
    require_head_office(actor)
    parked = Message.objects.filter(pk__in=messages, state=State.PARKED, forgotten_at=None)
    mine = list(parked.order_by("id").select_for_update().values_list("pk", flat=True))
    if mine:
        Message.objects.filter(pk__in=mine).update(state=State.QUEUED, ended_at=None, attempts=0, due_at=at)
        audit(actor=actor, at=at, verb="message.sent_again", subject="messages", after={"messages": mine})
    return len(mine)
