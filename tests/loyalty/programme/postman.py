"""News brought by the outbox more often than once, as a real one may bring it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from upgrade_program.foundation.outbox.events import Event
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import record_all

# What a worker holds at this moment, a dying one too, is left for the next time.
_AGAIN = """
    UPDATE outbox_message SET delivered_at = NULL, heard_by = '{}'
     WHERE id IN (SELECT id FROM outbox_message WHERE id = ANY(%s) AND delivered_at IS NOT NULL FOR UPDATE SKIP LOCKED)
 RETURNING id
"""


class Postman:
    """Brings half of the news once, the other half two to five times: what was delivered is undelivered again at some later moment."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: dict[int, int] = {}
        self.told = self.doubles = 0

    def bring(self, news: Sequence[Event], *, at: datetime) -> None:
        """Into the outbox, as the acts of the shops do it."""
        with transaction.atomic():
            record_all(news, at=at)
        ids = list(Message.objects.order_by("-id").values_list("pk", flat=True)[: len(news)])
        self.told += len(ids)
        self._left |= {pk: self._chance.randrange(1, 5) for pk in sorted(ids) if self._chance.random() < 0.5}

    def bring_again(self) -> int:
        """Some of what was delivered and is to come again; says how many."""
        some = self._chance.sample(sorted(self._left), min(len(self._left), 400))
        with connection.cursor() as cursor:
            cursor.execute(_AGAIN, [[pk for pk in some if self._chance.random() < 0.5]])
            again = [pk for (pk,) in cursor.fetchall()]
        for pk in again:
            self._left[pk] -= 1
            if not self._left[pk]:
                del self._left[pk]
        self.doubles += len(again)
        return len(again)

    @property
    def done(self) -> bool:
        """Whether nothing is to be brought again, and nothing waits."""
        return not self._left and not waiting()


def waiting() -> int:
    """News on its way."""
    return Message.objects.filter(delivered_at=None, parked_at=None).count()
