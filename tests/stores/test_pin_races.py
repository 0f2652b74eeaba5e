"""Many PINs at once: no more than five are looked at. The control counts after looking, as one would by carelessness."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connections

from stores.models import StaffUser
from stores.refusals import PinBlocked, PinWrong
from stores.services import pins
from tests.factories.stores import StaffFactory
from tests.foundation.crowd import connect

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 16


def guess_at_once(staff: StaffUser) -> Counter[str]:
    """What many wrong PINs from behind one barrier were told."""
    barrier, told = Barrier(TRIES, timeout=60), [""] * TRIES

    def guess(place: int) -> None:
        try:
            connect()
            barrier.wait()
            pins.check_pin(staff=staff, pin=f"{place:04d}")
        except (PinWrong, PinBlocked) as no:
            told[place] = no.code
        finally:
            connections.close_all()

    threads = [Thread(target=guess, args=(place,)) for place in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(told)


def test_of_many_wrong_pins_at_once_five_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    staff, looked = StaffFactory(pin=make_password("2580")), []
    monkeypatch.setattr(pins, "check_password", lambda pin, kept: looked.append(pin) or check_password(pin, kept))
    assert guess_at_once(staff) == {"pin_wrong": 5, "pin_blocked": TRIES - 5}
    assert len(looked) == 5


def test_the_control_that_counts_afterwards_looks_at_more(monkeypatch: pytest.MonkeyPatch) -> None:
    staff, meeting = StaffFactory(pin=make_password("2580")), Barrier(TRIES, timeout=60)

    def check_first(*, staff: StaffUser, pin: str) -> None:
        row = StaffUser.objects.get(pk=staff.pk)
        if row.pin_failures >= 5:
            raise PinBlocked
        meeting.wait()
        if not check_password(pin, row.pin):
            StaffUser.objects.filter(pk=staff.pk).update(pin_failures=row.pin_failures + 1)
            raise PinWrong

    monkeypatch.setattr(pins, "check_pin", check_first)
    assert guess_at_once(staff)["pin_wrong"] > 5
