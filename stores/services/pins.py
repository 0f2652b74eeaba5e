"""The PIN: four to six digits by which somebody of the store takes over a till that is signed in already. It opens nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from stores.models import PIN_TRIES, StaffUser
from stores.refusals import PinBlocked, PinsDiffer, PinTooSimple, PinWrong, Unauthenticated
from stores.sign_in import check_password_of, plain
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Refused, refuse_together

_DIGITS = re.compile(r"[0-9]{4,6}", re.ASCII)
_REPETITION = re.compile(r"([0-9]{1,3})\1+", re.ASCII)
_NO_PIN = "!"  # Django hashes something for it too, so that people without a PIN take as long


def set_pin(*, actor: Actor, staff: StaffUser, password: str, pin: str, again: str, address: str, at: datetime) -> None:
    """The person's new PIN, kept as a hash; earlier wrong tries are forgotten. Nobody sets another person's (`forbidden`).

    Refuses at `pin` what is easy to guess, at `again` a slip, at `password` a wrong one; wrong passwords are counted as at the sign-in
    (`throttled`). Call it outside a transaction: the counters must outlive the refusal.
    """
    if actor.staff_id != staff.pk and actor.role is not Role.SYSTEM:
        raise Forbidden(sentence="A PIN is its person's own.", next_step="Everybody sets their own in the account menu.")
    faults: list[Refused] = [] if _is_good(pin) else [PinTooSimple()]
    if pin != again:
        faults.append(PinsDiffer())
    refuse_together(faults)
    try:
        check_password_of(username=staff.username, password=password, address=address)
    except Unauthenticated:
        raise Unauthenticated(field="password", sentence="This is not your password.", next_step="Type the one you sign in with.") from None
    with transaction.atomic():
        StaffUser.objects.filter(pk=staff.pk).update(pin=make_password(pin), pin_failures=0)
        record(actor=actor, at=at, verb="staff.pin_set", subject=f"staff:{staff.pk}")


def check_pin(*, staff: StaffUser, pin: str) -> None:
    """Silence for the right PIN. Refuses `pin_wrong`, and `pin_blocked` after five wrong ones until the person has used the password.

    The try is counted before the PIN is looked at, so of any number at once five are looked at. Call it outside a transaction.
    """
    counted = StaffUser.objects.filter(pk=staff.pk, is_active=True, pin_failures__lt=PIN_TRIES).update(pin_failures=F("pin_failures") + 1)
    if not counted:
        raise PinBlocked
    kept = StaffUser.objects.values_list("pin", flat=True).get(pk=staff.pk)
    if not check_password(plain(pin), kept or _NO_PIN):
        raise PinWrong
    forget_wrong_pins(staff=staff)


def forget_wrong_pins(*, staff: StaffUser) -> None:
    """Whoever has just shown more than a PIN may use the PIN again."""
    StaffUser.objects.filter(pk=staff.pk, pin_failures__gt=0).update(pin_failures=0)


def _is_good(pin: str) -> bool:
    if not _DIGITS.fullmatch(pin) or _REPETITION.fullmatch(pin):
        return False
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps not in ({1}, {9})
