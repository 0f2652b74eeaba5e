"""The PIN: its person's own, hard enough to guess, kept as a hash, tried five times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher

from stores.models import StaffUser
from stores.refusals import PinBlocked, PinTooSimple, PinWrong, SignInThrottled
from stores.services import disable_staff, set_password, set_pin
from stores.services.pins import check_pin
from tests.factories.stores import PASSWORD, StaffFactory
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)


def choose(actor: Actor, staff: StaffUser, pin: str = "2580", **given: Any) -> None:
    set_pin(**{"actor": actor, "staff": staff, "password": PASSWORD, "pin": pin, "again": pin, "address": "203.0.113.1", "at": AT} | given)


def kept(staff: StaffUser) -> tuple[str, int]:
    return StaffUser.objects.values_list("pin", "pin_failures").get(pk=staff.pk)


def test_a_pin_is_kept_as_a_hash_with_one_row_that_does_not_tell_it(clerk_user: StaffUser, clerk: Actor) -> None:
    choose(clerk, clerk_user, "908172")  # longer than what stands in one hash of two thousand by chance
    check_pin(staff=clerk_user, pin="908172")
    assert identify_hasher(kept(clerk_user)[0])
    assert "908172" not in kept(clerk_user)[0]
    row = AuditRow.objects.get()
    assert (row.verb, row.subject, row.actor_id, row.store_id) == (
        "staff.pin_set",
        f"staff:{clerk_user.pk}",
        clerk.staff_id,
        clerk.store_id,
    )
    assert "908172" not in json.dumps([row.before, row.after, row.reason])


@pytest.mark.parametrize("pin", ["2580", "73914", "908172", "0042", "1123"])
def test_four_to_six_digits_that_are_no_row_are_taken(clerk_user: StaffUser, clerk: Actor, pin: str) -> None:
    choose(clerk, clerk_user, pin)
    check_pin(staff=clerk_user, pin=pin)


@pytest.mark.parametrize(
    "pin", ["", "123", "1234567", "0000", "111111", "1234", "4321", "456789", "7890", "1212", "123123", "12a4", "२५८०", "25 80", "-258"]
)
def test_what_is_easy_to_guess_or_no_number_is_refused(clerk_user: StaffUser, clerk: Actor, pin: str) -> None:
    with pytest.raises(PinTooSimple) as no:
        choose(clerk, clerk_user, pin)
    assert (no.value.code, no.value.field) == ("invalid", "pin")
    assert (kept(clerk_user), AuditRow.objects.count()) == (("", 0), 0)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [({"again": "2581"}, "invalid", "again"), ({"password": "wrong"}, "unauthenticated", "password")],
)
def test_a_slip_and_a_wrong_password_set_nothing(clerk_user: StaffUser, clerk: Actor, given: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Refused) as no:
        choose(clerk, clerk_user, **given)
    assert (no.value.code, no.value.field) == (code, field)
    assert (kept(clerk_user), AuditRow.objects.count()) == (("", 0), 0)


def test_wrong_passwords_are_counted_as_at_the_sign_in(clerk_user: StaffUser, clerk: Actor) -> None:
    for n in range(5):
        with pytest.raises(Refused):
            choose(clerk, clerk_user, password="wrong", address=f"198.51.100.{n}")
    with pytest.raises(SignInThrottled):
        choose(clerk, clerk_user, address="198.51.100.9")
    assert kept(clerk_user) == ("", 0)


def test_nobody_sets_another_persons_pin(clerk_user: StaffUser, manager: Actor, head_office: Actor) -> None:
    for other in (manager, head_office):
        with pytest.raises(Forbidden):
            choose(other, clerk_user)
    assert kept(clerk_user) == ("", 0)


def test_five_wrong_tries_close_it_and_the_right_one_does_not_open_it(clerk_user: StaffUser, clerk: Actor) -> None:
    choose(clerk, clerk_user)
    for _ in range(5):
        with pytest.raises(PinWrong):
            check_pin(staff=clerk_user, pin="9182")
    with pytest.raises(PinBlocked) as no:
        check_pin(staff=clerk_user, pin="2580")
    assert (no.value.code, no.value.field) == ("pin_blocked", "password")


def test_four_wrong_tries_and_the_right_one_begin_anew(clerk_user: StaffUser, clerk: Actor) -> None:
    """The control of the test above: it is the fifth failure that closes."""
    choose(clerk, clerk_user)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(PinWrong):
                check_pin(staff=clerk_user, pin="9182")
        check_pin(staff=clerk_user, pin="2580")
    assert kept(clerk_user)[1] == 0


def test_people_without_a_pin_answer_alike_try_by_try(clerk_user: StaffUser, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes: list[str] = []
    plain = MD5PasswordHasher.encode
    choose(clerk, clerk_user)
    without = StaffFactory()
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashes.append(password) or plain(self, password, salt))
    told: dict[int, list[str]] = {}
    for staff in (clerk_user, without):
        hashes.clear()
        for _ in range(7):
            with pytest.raises(Refused) as no:
                check_pin(staff=staff, pin="9182")
            told.setdefault(staff.pk, []).append(f"{no.value.code} {no.value}")
        told[staff.pk].append(str(len(hashes)))
    assert told[clerk_user.pk] == told[without.pk]


@pytest.mark.parametrize("pin", ["", "!", "\x00", "\ud800", "9" * 10_000])
def test_nothing_odd_is_a_pin(clerk_user: StaffUser, pin: str) -> None:
    with pytest.raises(PinWrong):
        check_pin(staff=clerk_user, pin=pin)


def test_a_new_pin_and_a_sign_in_with_the_password_make_it_good_again(clerk_user: StaffUser, clerk: Actor, client: Any) -> None:
    choose(clerk, clerk_user)
    StaffUser.objects.update(pin_failures=5)
    choose(clerk, clerk_user, "7391")
    check_pin(staff=clerk_user, pin="7391")
    StaffUser.objects.update(pin_failures=5)
    assert client.post("/accounts/login/", {"login": "clerk.dl01", "password": PASSWORD}).status_code == 302
    check_pin(staff=clerk_user, pin="7391")


def test_the_pin_goes_with_the_access_and_with_a_password_set_by_head_office(
    clerk_user: StaffUser, clerk: Actor, head_office: Actor
) -> None:
    choose(clerk, clerk_user)
    set_password(actor=head_office, staff=clerk_user, password="quiet river 42 lamps", at=AT)
    assert kept(clerk_user) == ("", 0)
    StaffUser.objects.filter(pk=clerk_user.pk).update(pin="x")
    disable_staff(actor=head_office, staff=clerk_user, reason="left", at=AT)
    assert kept(clerk_user)[0] == ""
