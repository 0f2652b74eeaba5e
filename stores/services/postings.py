"""Posting people to stores."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from stores.enums import PostingRole
from stores.models import Posting, StaffUser, Store
from stores.sessions import end_access_of, end_sessions_of
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
    """The person works at the store from this day on; another role held there ends with it. Head office only."""
    require_head_office(actor)
    if role not in PostingRole.values:
        raise Invalid(field="role", sentence="There is no such role at a store.")
    person = StaffUser.objects.select_for_update().get(pk=staff.pk)
    if person.office_role:
        raise OfficeHasNoPosting
    day = local_day(at)
    held = Posting.objects.filter(staff=person, store=store, until__isnull=True).first()
    if held and held.role == role:
        raise AlreadyPosted
    if held:
        _end(held, at)
    posting = Posting.objects.create(staff=person, store=store, role=role, since=day)
    if role == PostingRole.MANAGER:
        end_sessions_of(person)  # a session opened by less than a manager shows goes no further
    record(
        actor=actor,
        at=at,
        verb="staff.posted",
        subject=f"staff:{person.pk}",
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
