"""Fifty browsers' tabs send the right code at once: one session begins. With a control without the guard. Reliability S6."""

from __future__ import annotations

from collections import Counter

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT
from tests.factories.portal import asks_for_code, code_sent
from tests.foundation.crowd import at_once, looked_first
from upgrade_program.customers.models import CustomerSession
from upgrade_program.otp.models import SIGN_IN, Challenge
from upgrade_program.usecases import sign_in as act

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 50


def submits():
    """The right code from that many tabs of one browser, from behind one barrier; the statuses they got."""
    CustomerFactory(mobile="+919810455421")
    first = Client()
    asks_for_code(first, "98104 55421")
    code, kept = code_sent(at=AT), first.cookies[settings.SIGN_IN_COOKIE_NAME].value

    def submit(number):
        tab = Client()
        tab.cookies[settings.SIGN_IN_COOKIE_NAME] = kept
        return tab.post("/sign-in/code/", {"otp": code}).status_code

    results = Counter(at_once(CROWD, submit))
    print(f"{CROWD} at once: {dict(results)}")
    return results


def test_of_fifty_right_codes_at_once_one_begins_a_session():
    assert submits() == {302: 1, 403: CROWD - 1}
    assert CustomerSession.objects.count() == 1
    assert Challenge.objects.get().used_at == AT


def test_control_with_reading_before_writing_several_begin(monkeypatch):
    read = looked_first(lambda: list(Challenge.objects.filter(purpose=SIGN_IN, used_at=None).values_list("pk", flat=True)), 2)

    def read_then_write(*, at, purpose, **_):
        free = read()
        if not free:
            raise act.OtpWrong
        Challenge.objects.filter(pk__in=free, used_at=None).update(used_at=at)

    monkeypatch.setattr(act, "consume", read_then_write)
    assert submits()[302] > 1
    assert CustomerSession.objects.count() > 1
