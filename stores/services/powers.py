"""What gives power over money takes two people: who manages a store, and who belongs to head office. Taking it away takes one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stores.access import is_head_office
from stores.checking import checked_reason
from stores.enums import OfficeRole, PostingRole
from stores.models import Posting, StaffUser, Store
from stores.services.postings import check_postable, posted, require_open
from stores.services.staff import check_office_role, office_role_set
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound

MANAGER, OFFICE = "staff.manager", "staff.office"


@transaction.atomic
def ask_manager(*, actor: Actor, staff: StaffUser, store: Store, reason: str, at: datetime) -> Approval:
    """Ask somebody else of head office to make this person a manager of the store; until then nothing changes.

    Head office only, with a reason. Refuses whom `post_staff` refuses, and a second request while one waits (`approval_waiting`).
    """
    _require_asker(actor)
    said = checked_reason(reason)
    require_open(store)
    check_postable(staff=_as_it_stands(staff), store=store, role=PostingRole.MANAGER)
    facts = {"staff": staff.pk, "store": store.code}
    return ask(kind=MANAGER, subject=f"staff:{staff.pk}:{store.pk}", needs=Role.HEAD_OFFICE, facts=facts, reason=said, actor=actor, at=at)


@transaction.atomic
def ask_office(*, actor: Actor, staff: StaffUser, reason: str, at: datetime) -> Approval:
    """Ask somebody else of head office to take this person into head office; refuses likewise, and the person themself."""
    _require_asker(actor)
    said = checked_reason(reason)
    check_office_role(actor=actor, staff=_as_it_stands(staff), office_role=OfficeRole.HEAD_OFFICE)
    return ask(kind=OFFICE, subject=f"staff:{staff.pk}", needs=Role.HEAD_OFFICE, facts={"staff": staff.pk}, reason=said, actor=actor, at=at)


@transaction.atomic
def grant_manager(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> Posting:
    """The person manages the store from now on; sessions from before end, and a second factor is needed at the next sign-in.

    Refuses the asker (`self_approval`), too low a role, a request that waits no more, and whom `post_staff` refuses by now.
    """
    asked = approval_for(actor, approval_id)
    if asked.kind != MANAGER:
        raise NotFound
    staff_id, _, store_id = asked.subject.removeprefix("staff:").partition(":")
    store = Store.objects.get(pk=store_id)
    require_open(store)
    staff = StaffUser.objects.select_for_update(no_key=True).get(pk=staff_id)
    check_postable(staff=staff, store=store, role=PostingRole.MANAGER)
    posting = posted(actor=actor, staff=staff, store=store, role=PostingRole.MANAGER, at=at)
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return posting


@transaction.atomic
def grant_office(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> StaffUser:
    """The person belongs to head office from now on; refuses as `grant_manager`, and as `set_office_role` does by now."""
    asked = approval_for(actor, approval_id)
    if asked.kind != OFFICE:
        raise NotFound
    staff = StaffUser.objects.select_for_update(no_key=True).get(pk=asked.subject.removeprefix("staff:"))
    check_office_role(actor=actor, staff=staff, office_role=OfficeRole.HEAD_OFFICE)
    row = office_role_set(actor=actor, row=staff, office_role=OfficeRole.HEAD_OFFICE, why=asked.reason, at=at)
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return row


def _as_it_stands(staff: StaffUser) -> StaffUser:
    """The person as the database has them: a form has written into its own copy what is only asked for."""
    return StaffUser.objects.get(pk=staff.pk)


def _require_asker(actor: Actor) -> None:
    if not is_head_office(actor):
        raise Forbidden(sentence="Only head office asks for this.", next_step="Ask head office.")
