"""Posting people to stores."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stores.access import is_head_office, require_head_office, require_trading
from stores.checking import checked_reason
from stores.clock import local_day
from stores.enums import PostingRole
from stores.models import Posting, StaffUser, Store
from stores.refusals import StoreClosed
from stores.sessions import end_access_of, end_sessions_of
from upgrade_program.foundation.approvals.refusals import TwoPeopleNeeded
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, Refused


class AlreadyPosted(Refused):
    code = "invalid"
    status = 422
    field = "staff"
    sentence = "This person already has this role at this store."
    next_step = "End the posting, or choose another role."


class OfficeHasNoPosting(Refused):
    """Head office and auditors have no store of their own (smart-upgrade section 7)."""

    code = "invalid"
    status = 422
    field = "staff"
    sentence = "Head office and auditors are not posted to stores."
    next_step = "Take away the office role first."


@transaction.atomic
def post_staff(*, actor: Actor, staff: StaffUser, store: Store, role: str, at: datetime) -> Posting:
    """The person works at the store from this day on; another role held there ends with it.

    Head office only. Refuses office staff, a closed store, and the role held already; a manager takes two people
    (`approval_required`, see `powers`).
    """
    require_head_office(actor)
    require_open(store)
    person = StaffUser.objects.select_for_update().get(pk=staff.pk)
    check_postable(staff=person, store=store, role=role)
    if role == PostingRole.MANAGER and is_head_office(actor):
        raise TwoPeopleNeeded(field="role")
    return posted(actor=actor, staff=person, store=store, role=role, at=at)


def require_open(store: Store) -> None:
    """Refuses (`invalid`) a closed store. Its row comes before the person's, as where a store closes: so no two wait for each other."""
    try:
        require_trading(store.pk)
    except StoreClosed as no:
        raise Invalid(field="store", sentence="This store is closed.", next_step="Choose one that trades.") from no


def check_postable(*, staff: StaffUser, store: Store, role: str) -> None:
    """Refuses (`invalid`) an unknown role, office staff, and the role the person holds there already."""
    if role not in PostingRole.values:
        raise Invalid(field="role", sentence="There is no such role at a store.")
    if staff.office_role:
        raise OfficeHasNoPosting
    if Posting.objects.filter(staff=staff, store=store, role=role, until__isnull=True).exists():
        raise AlreadyPosted


def posted(*, actor: Actor, staff: StaffUser, store: Store, role: str, at: datetime) -> Posting:
    """The posting of a person whose row is locked and who was checked, with its audit row."""
    held = Posting.objects.filter(staff=staff, store=store, until__isnull=True).first()
    if held:
        _end(held, at)
    posting = Posting.objects.create(staff=staff, store=store, role=role, since=local_day(at))
    if role == PostingRole.MANAGER:
        end_sessions_of(staff)  # a session opened by less than a manager shows goes no further
    record(
        actor=actor,
        at=at,
        verb="staff.posted",
        subject=f"staff:{staff.pk}",
        before={"store": store.pk, "role": held.role} if held else None,
        after={"store": store.pk, "role": role, "posting": posting.pk},
    )
    return posting


@transaction.atomic
def unpost_staff(*, actor: Actor, posting: Posting, reason: str, at: datetime) -> Posting:
    """The posting ends at once, with the tokens made for it and the person's sessions; ending it twice changes nothing.

    Head office only; needs a reason.
    """
    require_head_office(actor)
    why = checked_reason(reason)
    StaffUser.objects.select_for_update().get(pk=posting.staff_id)
    row = Posting.objects.get(pk=posting.pk)
    if row.until is not None:
        return row
    _end(row, at)
    record(
        actor=actor,
        at=at,
        verb="staff.unposted",
        subject=f"staff:{row.staff_id}",
        before={"store": row.store_id, "role": row.role, "posting": row.pk},
        reason=why,
    )
    return row


def _end(posting: Posting, at: datetime) -> None:
    # `until` is the first day without the posting: today, so that it is over now and not at midnight.
    posting.until = max(local_day(at), posting.since)
    posting.save(update_fields=["until"])
    end_access_of(staff=posting.staff, at=at, store_id=posting.store_id)
