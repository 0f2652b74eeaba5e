"""Who may ask, who sees a request, and who decides it. Source: smart-upgrade section 7."""

from __future__ import annotations

from django.db.models import Q

from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.refusals import SelfApproval
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden

_NOBODY = Q(pk__in=[])


def require_asker(actor: Actor) -> int:
    """The id of the person who asks; refuses (`forbidden`) auditors, customers, jobs and people of no role."""
    if actor.staff_id is None or actor.role not in {Role.CLERK, Role.MANAGER, Role.HEAD_OFFICE}:
        raise Forbidden(sentence="Only the staff of a store or head office ask for an approval.", next_step="Sign in at your store.")
    return actor.staff_id


def require_decider(actor: Actor, approval: Approval) -> int:
    """The id of the person who decides; refuses the asker (`self_approval`) and too low a role (`forbidden`)."""
    if actor.staff_id == approval.asked_by_id:
        raise SelfApproval
    if actor.staff_id is None or not _has_standing(actor, approval):
        if approval.needs == Role.MANAGER and approval.store_id is not None:
            raise Forbidden(sentence="Only a manager of this store or head office decides this.", next_step="Ask a manager of this store.")
        raise Forbidden(sentence="Only head office decides this.", next_step="Ask head office.")
    return actor.staff_id


def _has_standing(actor: Actor, approval: Approval) -> bool:
    at_this_store = approval.store_id in actor.store_ids
    return actor.role is Role.HEAD_OFFICE or (actor.role is Role.MANAGER and approval.needs == Role.MANAGER and at_this_store)


def seen_by(actor: Actor) -> Q:
    """Those above all stores see every request, a store's staff their store's, and each person their own, wherever they asked."""
    if actor.sees_all_stores:
        return Q()
    if not actor.is_staff or actor.staff_id is None:
        return _NOBODY
    own = Q(asked_by_id=actor.staff_id)
    return own if actor.store_id is None else own | Q(store_id__in=actor.store_ids)


def decided_by(actor: Actor) -> Q:
    """The requests that `require_decider` lets this person decide."""
    if actor.staff_id is None:
        return _NOBODY
    others = ~Q(asked_by_id=actor.staff_id)
    if actor.role is Role.HEAD_OFFICE:
        return others
    if actor.role is Role.MANAGER and actor.store_id is not None:
        return others & Q(store_id__in=actor.store_ids, needs=Role.MANAGER)
    return _NOBODY
