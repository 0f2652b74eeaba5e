"""Members invite friends."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from loyalty.activity.models import Invitation, Purchase, Referral
from loyalty.activity.refusals import InvitationUnknown, InvitedEachOther, NotInvitable
from loyalty.activity.services.permission import require_member, require_member_or_counter
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.numbers import ALPHABET

_SIGNS = 8
_ONE_WAY = "nobody_is_invited_in_a_ring"


def invitation_of(*, customer_id: int, actor: Actor, at: datetime) -> Invitation:
    """The code by which a member invites friends, made when it is first asked for; refuses customers who are no members."""
    require_member_or_counter(actor)
    require_member(customer_id)
    row, _ = Invitation.objects.get_or_create(customer_id=customer_id, defaults={"code": _new_code(), "created_at": at})
    return row


def accept_invitation(*, friend_id: int, code: str, actor: Actor, at: datetime) -> Referral:
    """Note that a friend came by a member's invitation, before their first purchase.

    Refuses codes that nobody has (`invitation_unknown`), oneself, and a friend who bought before or came by another (`not_invitable`),
    and the code of a member who came by the friend's own invitation, or of somebody whom that one's brought, and so on
    (`invited_each_other`).
    """
    require_member_or_counter(actor)
    signs = "".join(code.split()).replace("-", "").upper()[:20]
    invitation = Invitation.objects.filter(code=f"{signs[:4]}-{signs[4:]}").first() if signs.isascii() and signs.isalnum() else None
    if invitation is None:
        raise InvitationUnknown
    if invitation.customer_id == friend_id or Purchase.objects.filter(customer_id=friend_id).exists():
        raise NotInvitable
    with act_transaction():
        try:
            with transaction.atomic():
                return Referral.objects.create(friend_id=friend_id, member_id=invitation.customer_id, at=at)
        except IntegrityError as broken:
            law = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
            raise (InvitedEachOther if law == _ONE_WAY else NotInvitable) from broken


def _new_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_SIGNS))
    return f"{signs[:4]}-{signs[4:]}"
