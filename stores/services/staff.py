"""Making people, and giving and taking their access."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from stores.access import is_head_office, require_head_office
from stores.checking import checked_reason, refusals_of, refuse_unclean
from stores.enums import OfficeRole
from stores.models import Posting, StaffUser
from stores.second_factor import remove_second_factor
from stores.services.turns import take_turn
from stores.sessions import end_access_of
from upgrade_program.foundation.approvals.refusals import TwoPeopleNeeded
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, Refused, refuse_together


class StillPosted(Refused):
    """Head office and auditors have no store of their own (smart-upgrade section 7)."""

    code = "invalid"
    status = 422
    field = "office_role"
    sentence = "This person is posted to a store."
    next_step = "End the postings first."


@transaction.atomic
def create_staff(
    *,
    actor: Actor,
    username: str,
    password: str | None,
    at: datetime,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    mobile: str = "",
    office_role: str = "",
) -> StaffUser:
    """A new person who can sign in, once they have a password; postings come after.

    Head office only; refuses a taken or odd name and a weak password. None is no password: nobody can sign in by guessing one.
    Head office's own role takes two people (`approval_required`, see `powers`).
    """
    require_head_office(actor)
    take_turn()
    staff = StaffUser(
        username=username, first_name=first_name, last_name=last_name, email=email, mobile=mobile, office_role=office_role, date_joined=at
    )
    faults: list[Refused] = []
    try:
        refuse_unclean(staff, exclude={"password"})
    except Refused as no:
        faults += getattr(no, "refusals", [no])
    if password is not None:
        faults += _password_faults(password, staff)
    refuse_together(faults)
    _refuse_alone(actor, office_role)
    staff.set_password(password)
    staff.save(force_insert=True)
    record(actor=actor, at=at, verb="staff.created", subject=f"staff:{staff.pk}", after={"office_role": office_role, "is_active": True})
    return staff


@transaction.atomic
def name_staff(*, actor: Actor, staff: StaffUser, first_name: str, last_name: str, email: str, at: datetime, mobile: str = "") -> StaffUser:
    """The person's name, e-mail and own mobile (+91 and ten digits) corrected; the audit row says that, not what. Head office only."""
    require_head_office(actor)
    row = _locked(staff)
    if (row.first_name, row.last_name, row.email, row.mobile) == (first_name, last_name, email, mobile):
        return row
    row.first_name, row.last_name, row.email, row.mobile = first_name, last_name, email, mobile
    refuse_unclean(row, exclude={"password", "username"})
    row.save(update_fields=["first_name", "last_name", "email", "mobile"])
    record(actor=actor, at=at, verb="staff.named", subject=f"staff:{row.pk}")
    return row


@transaction.atomic
def set_office_role(*, actor: Actor, staff: StaffUser, office_role: str, reason: str, at: datetime) -> StaffUser:
    """The person audits, or is store staff again; their sessions and tokens end.

    Head office only, never on oneself; needs a reason. Head office itself takes two people (`approval_required`, see `powers`).
    """
    require_head_office(actor)
    _refuse_oneself(actor, staff)
    why = checked_reason(reason)
    row = _locked(staff)
    if row.office_role == office_role:
        return row
    check_office_role(actor=actor, staff=row, office_role=office_role)
    _refuse_alone(actor, office_role)
    return office_role_set(actor=actor, row=row, office_role=office_role, why=why, at=at)


def check_office_role(*, actor: Actor, staff: StaffUser, office_role: str) -> None:
    """Refuses oneself (`forbidden`), an unknown role, the one held already (`invalid`), and whoever is posted to a store."""
    _refuse_oneself(actor, staff)
    if office_role not in OfficeRole.values:
        raise Invalid(field="office_role", sentence="There is no such role.")
    if staff.office_role == office_role:
        raise Invalid(field="office_role", sentence="This person has this role already.")
    if office_role and Posting.objects.filter(staff=staff, until__isnull=True).exists():
        raise StillPosted


def office_role_set(*, actor: Actor, row: StaffUser, office_role: str, why: str, at: datetime) -> StaffUser:
    """The role of a person whose row is locked and who was checked, with its audit row; sessions and tokens end."""
    before, row.office_role = row.office_role, office_role
    row.save(update_fields=["office_role"])
    end_access_of(staff=row, at=at)
    record(
        actor=actor,
        at=at,
        verb="staff.office_role_set",
        subject=f"staff:{row.pk}",
        before={"office_role": before},
        after={"office_role": office_role},
        reason=why,
    )
    return row


@transaction.atomic
def disable_staff(*, actor: Actor, staff: StaffUser, reason: str, at: datetime) -> StaffUser:
    """The person is out: sign-in, PIN, sessions and tokens end with this commit. Head office only, never oneself; needs a reason."""
    require_head_office(actor)
    _refuse_oneself(actor, staff)
    why = checked_reason(reason)
    row = _locked(staff)
    if not row.is_active:
        return row
    row.is_active, row.pin = False, ""
    row.save(update_fields=["is_active", "pin"])
    end_access_of(staff=row, at=at)
    _record_activity(actor, row, "staff.disabled", why, at)
    return row


@transaction.atomic
def enable_staff(*, actor: Actor, staff: StaffUser, reason: str, at: datetime) -> StaffUser:
    """The person may sign in again; old sessions and tokens stay ended. Head office only; needs a reason."""
    require_head_office(actor)
    why = checked_reason(reason)
    row = _locked(staff)
    if row.is_active:
        return row
    row.is_active = True
    row.save(update_fields=["is_active"])
    _record_activity(actor, row, "staff.enabled", why, at)
    return row


@transaction.atomic
def set_password(*, actor: Actor, staff: StaffUser, password: str, at: datetime) -> StaffUser:
    """A new password for somebody; their PIN, sessions and tokens end. Head office only; refuses a weak one."""
    require_head_office(actor)
    row = _locked(staff)
    refuse_together(_password_faults(password, row))
    row.set_password(password)
    row.pin, row.pin_failures = "", 0
    row.save(update_fields=["password", "pin", "pin_failures"])
    end_access_of(staff=row, at=at)
    record(actor=actor, at=at, verb="staff.password_set", subject=f"staff:{row.pk}")
    return row


@transaction.atomic
def reset_second_factor(*, actor: Actor, staff: StaffUser, reason: str, at: datetime) -> StaffUser:
    """The person's authenticator app and recovery codes are forgotten (a lost phone), their sessions and tokens end.

    Head office only, never oneself; needs a reason. A role that needs a second factor sets up a new one at the next sign-in.
    """
    require_head_office(actor)
    _refuse_oneself(actor, staff)
    why = checked_reason(reason)
    row = _locked(staff)
    if remove_second_factor(row):
        end_access_of(staff=row, at=at)
        record(actor=actor, at=at, verb="staff.second_factor_reset", subject=f"staff:{row.pk}", reason=why)
    return row


def _locked(staff: StaffUser) -> StaffUser:
    return StaffUser.objects.select_for_update().get(pk=staff.pk)


def _refuse_oneself(actor: Actor, staff: StaffUser) -> None:
    if actor.staff_id == staff.pk:
        raise Forbidden(sentence="Nobody changes their own access.", next_step="Ask another person of head office.")


def _refuse_alone(actor: Actor, office_role: str) -> None:
    if office_role == OfficeRole.HEAD_OFFICE and is_head_office(actor):
        raise TwoPeopleNeeded(field="office_role")


def _record_activity(actor: Actor, row: StaffUser, verb: str, why: str, at: datetime) -> None:
    before, after = {"is_active": not row.is_active}, {"is_active": row.is_active}
    record(actor=actor, at=at, verb=verb, subject=f"staff:{row.pk}", before=before, after=after, reason=why)


def _password_faults(password: str, staff: StaffUser) -> list[Refused]:
    try:
        validate_password(password, staff)
    except ValidationError as fault:
        return refusals_of(fault, field="password")
    return []
