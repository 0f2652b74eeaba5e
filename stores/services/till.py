"""One counter, several people: its session locks, is unlocked by the same person, or changes hands. Source: reliability S7.

A PIN takes over a till that somebody of the store has signed in; it is worth nothing anywhere else. For people whose role needs a second
factor it is not enough by itself: it counts only on a till (a chain of sessions handed on in one browser, ended by signing out) on which
this person gave password and second factor earlier on the same business day and has the same password still. So a PIN looked at over a
manager's shoulder opens nothing on another till, on another day, or after a new password.
"""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from stores.access import WORKING_STORE
from stores.clock import local_day
from stores.middleware import StaffRequest
from stores.models import StaffUser, TillLock
from stores.queries import colleagues
from stores.refusals import FullSignInNeeded, PinWrong, Unauthenticated
from stores.second_factor import PASSED, has_second_factor, needs_second_factor, passed_here, prove
from stores.services.pins import check_pin, forget_wrong_pins
from stores.sign_in import address_of, check_credentials
from stores.till import forget_lock, note_activity
from upgrade_program.foundation.audit.services import record

BACKEND = "stores.backend.Staff"


def lock_till(*, session: SessionBase, at: datetime) -> None:
    """The session is locked until somebody unlocks it; twice is once."""
    if session.session_key:
        TillLock.objects.get_or_create(session_key=session.session_key, defaults={"locked_at": at})


def open_till(*, request: StaffRequest, who: int, pin: str, password: str, code: str, at: datetime) -> bool:
    """The till is open again for person `who`; gives whether it changed hands.

    The same person goes on in the same session. Another one of this store begins a fresh session in the same working store, which keeps
    nothing of the former person. With `password` (and `code`: app or recovery) it is a full sign-in, else the PIN decides.
    Refuses `pin_wrong`, `pin_blocked`, `full_sign_in_needed`, `unauthenticated` at `password` or `totp`, `throttled`.
    """
    staff, on = _somebody(request, who, at), local_day(at)
    if password:
        _check_password(request, staff, password, code)
        proved = has_second_factor(staff)
        forget_wrong_pins(staff=staff)
    else:
        proved = passed_here(request.session, staff, on=on)
        if not proved and needs_second_factor(staff, on=on):
            raise FullSignInNeeded
        check_pin(staff=staff, pin=pin)
    handed_over = staff.pk != request.user.pk
    with transaction.atomic():
        (_hand_over if handed_over else _go_on)(request, staff, at, "password" if password else "pin")
    if proved:
        prove(request.session, staff, on=on)
    return handed_over


def _somebody(request: StaffRequest, who: int, at: datetime) -> StaffUser:
    """The person of the session, or a colleague in the working store; anybody else is refused like a wrong PIN."""
    if isinstance(request.user, StaffUser) and request.user.pk == who:
        return request.user
    posting = colleagues(store_id=request.store.pk, on=local_day(at)).filter(staff_id=who).first() if request.store else None
    if posting is None:
        raise PinWrong
    return posting.staff


def _check_password(request: StaffRequest, staff: StaffUser, password: str, code: str) -> None:
    try:
        check_credentials(username=staff.username, password=password, address=address_of(request), totp=code, recovery_codes=True)
    except Unauthenticated as no:
        if no.field:
            raise
        raise Unauthenticated(
            field="password", sentence="This password is not right.", next_step="Try again, or ask head office."
        ) from None


def _go_on(request: StaffRequest, staff: StaffUser, at: datetime, by: str) -> None:
    forget_lock(request.session)
    note_activity(request.session, at=at)
    record(actor=request.actor, at=at, verb="till.unlocked", subject=f"staff:{staff.pk}", after={"by": by})


def _hand_over(request: StaffRequest, staff: StaffUser, at: datetime, by: str) -> None:
    former, store, passed = request.user.pk, request.store, request.session.get(PASSED, {})
    list(get_messages(request))  # what was still to be said to the former person
    forget_lock(request.session)
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()
    login(request, staff, backend=BACKEND)
    request.session[PASSED] = passed
    if store:
        request.session[WORKING_STORE] = store.pk
    note_activity(request.session, at=at)
    request.forget_who_acts()
    UserSession.objects.create_from_request(request)
    record(
        actor=request.actor,
        at=at,
        verb="till.handed_over",
        subject=f"staff:{staff.pk}",
        before={"staff": former},
        after={"staff": staff.pk, "by": by},
    )
