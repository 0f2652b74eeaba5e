"""Head office lets parked news set out again, once what was wrong is mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from stores.access import require_head_office
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import retry_these
from upgrade_program.kernel.actor import Actor


@transaction.atomic
def deliver_again(*, actor: Actor, messages: Collection[int], at: datetime) -> int:
    """Give these pieces of news ten new tries, and say how many of them were parked; the others stay as they are.

    Refuses (`forbidden`) everybody but head office.
    """
    require_head_office(actor)
    mine = retry_these(messages, at=at)
    if mine:
        audit(actor=actor, at=at, verb="outbox.delivered_again", subject="outbox", after={"messages": mine})
    return len(mine)
