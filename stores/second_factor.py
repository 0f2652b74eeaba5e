"""The second factor: who needs one, who has one, and what a session remembers of it. Source: reliability S7."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q

from stores.enums import OfficeRole, PostingRole
from stores.models import Posting, StaffUser

PROVED = "second_factor"  # the session's key for the id of the person who proved it in this session
PASSED = "till_passed"  # the session's key for who passed password and second factor on this till: id -> [day, hash of their secrets]
_OF_A_PERSON = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def needs_second_factor(staff: StaffUser, *, on: date) -> bool:
    """Head office, and whoever manages a trading store on the day, in whichever store they work just now."""
    if staff.office_role:
        return staff.office_role == OfficeRole.HEAD_OFFICE
    managing = Q(Posting.live_on(on), role=PostingRole.MANAGER, store__is_open=True)
    return bool(Posting.objects.filter(managing, staff=staff).exists())


def has_second_factor(staff: StaffUser) -> bool:
    return bool(Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).exists())


def remove_second_factor(staff: StaffUser) -> bool:
    """The authenticator app and its recovery codes are forgotten; whether there was one."""
    rows = Authenticator.objects.filter(user=staff, type__in=_OF_A_PERSON)
    had = bool(rows.exists())
    rows.delete()
    return had


def prove(session: MutableMapping[str, Any], staff: StaffUser, *, on: date) -> None:
    """The person gave a code in this session: it counts here, and for the rest of the day on this till."""
    session[PROVED] = staff.pk
    session[PASSED] = session.get(PASSED, {}) | {str(staff.pk): [on.isoformat(), staff.get_session_auth_hash()]}


def has_proved(session: MutableMapping[str, Any], staff: StaffUser) -> bool:
    """Whether this very session is theirs with a second factor."""
    return bool(session.get(PROVED) == staff.pk)


def passed_here(session: MutableMapping[str, Any], staff: StaffUser, *, on: date) -> bool:
    """Whether the person passed password and second factor on this till on the day, and has the same password still."""
    return bool(session.get(PASSED, {}).get(str(staff.pk)) == [on.isoformat(), staff.get_session_auth_hash()])
