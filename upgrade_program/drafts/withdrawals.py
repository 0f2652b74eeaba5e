"""Taking back what was granted, before its day comes: what is in force then goes on, as if it had never been typed.

One person of head office is enough, as for a stop of sales: nothing that is in force changes, and to have it after all takes two again.
"""

from __future__ import annotations

from datetime import datetime

from stores.access import is_head_office
from stores.checking import checked_reason
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.drafts.refusals import NotGranted, VersionHasBegun, WithdrawnBefore
from upgrade_program.drafts.services import has_begun
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.queries import newest_on
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden


def withdraw_draft(*, actor: Actor, draft: Draft, reason: str, at: datetime) -> Withdrawal:
    """Keep who withdraws a granted draft, and why. The room of its kind calls it under its lock, and takes the row out of force.

    Refuses everybody but head office (`forbidden`), what was never granted (`not_granted`) or is withdrawn (`withdrawn_before`), a day
    that has begun or begins within ten seconds (`version_has_begun`), and no reason (`reason_required`).
    """
    if actor.staff_id is None or not is_head_office(actor):
        raise Forbidden(sentence="Only head office withdraws this.", next_step="Ask head office.")
    asked = newest_on(draft.kind, draft.subject)
    if asked is None or asked.state != State.GRANTED:
        raise NotGranted
    if Withdrawal.objects.filter(draft=draft).exists():
        raise WithdrawnBefore
    if has_begun(draft.from_day, at=at):
        raise VersionHasBegun
    return Withdrawal.objects.create(draft=draft, reason=checked_reason(reason), by_id=actor.staff_id, at=at)
