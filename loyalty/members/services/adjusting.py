"""Points given or taken by hand: a reason, a cap by role, a second person above it, never one's own. Source: loyalty rule 11."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Entry
from loyalty.ledger.services import adjust
from loyalty.members.refusals import OwnAccount
from loyalty.programme.queries import is_member, programme_at
from loyalty.programme.refusals import NotMember
from stores.checking import checked_reason
from stores.clock import end_of_day, local_day
from stores.models import StaffUser
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound

ADJUSTMENT = "points.adjustment"
# Points, given or taken, that a role moves alone; whoever is above asks the next, head office a colleague.
CAPS = {Role.CLERK: 50, Role.MANAGER: 500, Role.HEAD_OFFICE: 5000}
MOST = 100_000
_DECIDERS = (Role.MANAGER, Role.HEAD_OFFICE)


def cap_of(actor: Actor) -> int:
    """How many points this person may give or take alone; 0 for who may not at all."""
    return CAPS.get(actor.role, 0)


def require_adjuster(actor: Actor) -> None:
    """Refuses (`forbidden`) all but a store's staff at their store and head office."""
    if not (actor.at_counter or actor.role is Role.HEAD_OFFICE):
        raise Forbidden(sentence="Only the staff of a store or head office change points.", next_step="Sign in at your store.")


def adjust_points(*, customer_id: int, points: int, reason: str, key: str, actor: Actor, at: datetime) -> Entry | Approval:
    """Give points to a member (available now, living as long as any), or with a minus take them: at once, or as a request above the cap.

    `key` is the form's: sent twice it is one act. Refuses one's own account (`own_account`), no reason (`reason_required`), nothing or
    too much (`invalid`), who is no member (`not_a_member`), taking more than there is (`points_insufficient`), a second request while
    one waits (`approval_waiting`).
    """
    require_adjuster(actor)
    said = checked_reason(reason)
    if points == 0 or abs(points) > MOST:
        raise Invalid(
            field="points",
            sentence="At least 1 point and at most {most!g}.",
            next_step="Type a whole number, perhaps with a minus.",
            most=MOST,
        )
    with transaction.atomic():
        check_not_own(actor, customer_id)
        if points > 0 and not is_member(customer_id):
            raise NotMember
        if abs(points) <= cap_of(actor):
            return _adjust(customer_id, points, said, source_id=key, actor=actor, at=at)
        return ask(
            kind=ADJUSTMENT,
            subject=f"customer:{customer_id}",
            needs=next((role for role in _DECIDERS if abs(points) <= CAPS[role] and role != actor.role), Role.HEAD_OFFICE),
            facts={"points": points},
            reason=said,
            actor=actor,
            at=at,
        )


def grant_adjustment(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> Entry:
    """Allow an adjustment: the points move now. Refuses the asker (`self_approval`), one's own account, too low a role, decided ones."""
    with transaction.atomic():
        asked = approval_for(actor, approval_id)
        if asked.kind != ADJUSTMENT:
            raise NotFound
        customer_id = int(asked.subject.removeprefix("customer:"))
        check_not_own(actor, customer_id)
        entry = _adjust(customer_id, int(asked.facts["points"]), asked.reason, source_id=f"approval:{asked.pk}", actor=actor, at=at)
        grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return entry


def check_not_own(actor: Actor, customer_id: int) -> None:
    """Refuses (`own_account`) the member whose mobile is the person's own, as the staff record has it."""
    own = StaffUser.objects.filter(pk=actor.staff_id or 0).exclude(mobile="").values_list("mobile", flat=True).first()
    if own and Customer.objects.filter(pk=customer_id, mobile=own).exists():
        raise OwnAccount


def _adjust(customer_id: int, points: int, reason: str, *, source_id: str, actor: Actor, at: datetime) -> Entry:
    cause = Cause(source_type="adjustment", source_id=source_id, at=at, actor=actor, store_id=actor.store_id, note=reason[:200])
    expires_at = end_of_day(programme_at(at).last_day(local_day(at))) if points > 0 else None
    entry = adjust(customer_id=customer_id, points=points, cause=cause, expires_at=expires_at)
    audit(
        actor=actor,
        at=at,
        verb="points.adjusted",
        subject=f"customer:{customer_id}",
        after={"points": points, "entry": entry.pk},
        reason=reason,
    )
    return entry
