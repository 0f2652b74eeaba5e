"""Two memberships of one person become one: asked by one, allowed by head office. Source: loyalty rules 11 and 13."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from loyalty.ledger.causes import Cause
from loyalty.ledger.queries import account_of
from loyalty.ledger.refusals import SameAccount
from loyalty.ledger.services import merge
from loyalty.members.queries import MemberNotFound, member_by_mobile
from loyalty.members.refusals import NotBothMembers
from loyalty.members.services.adjusting import check_not_own, require_adjuster
from loyalty.programme.queries import is_member
from stores.checking import checked_reason
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound

MERGE = "points.merge"


def ask_merge(*, into_customer_id: int, mobile: str, reason: str, actor: Actor, at: datetime) -> Approval:
    """Ask that the member of another mobile becomes part of this one: all points and debts go over, nothing is lost.

    Refuses one's own account (`own_account`), a mobile without a member or of one who left (`not_found`), a member to receive them who
    left (`not_both_members`), the same member (`same_account`), no reason.
    """
    require_adjuster(actor)
    said = checked_reason(reason)
    found = member_by_mobile(actor, mobile, at=at)
    if found.left_on:
        raise MemberNotFound(
            sentence="Who has this mobile has left the points programme.", next_step="Their points go over once they joined again."
        )
    other = found.customer
    with transaction.atomic():
        for customer_id in (into_customer_id, other.pk):
            check_not_own(actor, customer_id)
        mine, theirs = account_of(into_customer_id), account_of(other.pk)
        _check_members(into_customer_id)
        if other.pk == into_customer_id or (mine is not None and theirs is not None and mine.pk == theirs.pk):
            raise SameAccount(field="mobile")
        return ask(
            kind=MERGE,
            subject=f"customer:{other.pk}",
            needs=Role.HEAD_OFFICE,
            facts={"into": into_customer_id},
            reason=said,
            actor=actor,
            at=at,
        )


def grant_merge(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> None:
    """Allow a merge: it happens now. Refuses as `grant_adjustment` does, `points_on_hold` while a payment is on its way, and
    `not_both_members` once one of the two left."""
    with transaction.atomic():
        asked = approval_for(actor, approval_id)
        if asked.kind != MERGE:
            raise NotFound
        source, target = int(asked.subject.removeprefix("customer:")), int(asked.facts["into"])
        for customer_id in (source, target):
            check_not_own(actor, customer_id)
        _check_members(source, target)
        cause = Cause(
            source_type="merge", source_id=f"approval:{asked.pk}", at=at, actor=actor, store_id=actor.store_id, note=asked.reason[:200]
        )
        merge(from_customer_id=source, into_customer_id=target, cause=cause)
        grant(approval_id=approval_id, actor=actor, at=at, note=remark)
        audit(
            actor=actor,
            at=at,
            verb="points.merged",
            subject=f"customer:{source}",
            after={"into": f"customer:{target}"},
            reason=asked.reason,
        )


def _check_members(*customer_ids: int) -> None:
    if not all(is_member(customer_id) for customer_id in customer_ids):
        raise NotBothMembers
