"""How many codes leave: a pause, a mobile's hour and day, an address's hour, everybody's hour. A refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.plans import AT
from tests.otp.conftest import asked
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.refusals import OtpLimit

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def limited(state, **asking):
    before = state(), Message.objects.count()
    with pytest.raises(OtpLimit) as no:
        asked(**asking)
    assert (no.value.code, no.value.status) == ("otp_limit", 429)
    assert (state(), Message.objects.count()) == before
    return no.value.facts["retry_after"]


def some(count, *, at=AT, step=timedelta(seconds=1), **same):
    """Codes each different in everything but what is given."""
    start = Challenge.objects.count()
    for n in range(start, start + count):
        asked(**({"mobile": f"+9198104{n:05d}", "address": f"10.0.0.{n}", "subject": f"plan:{n}"} | same), at=at + (n - start) * step)


def test_half_a_minute_between_two_codes_for_the_same(state):
    asked()
    assert limited(state, at=AT + timedelta(seconds=10)) == 20
    assert limited(state, at=AT + timedelta(seconds=29, microseconds=1)) == 1
    asked(at=AT + timedelta(seconds=30))


def test_the_pause_says_in_words_how_long():
    asked()
    with pytest.raises(OtpLimit, match="Another code can be sent in 20 seconds"):
        asked(at=AT + timedelta(seconds=10))


def test_five_codes_an_hour_for_a_mobile_whoever_asks(state):
    some(5, mobile="+919810455421", step=timedelta(minutes=1))
    assert limited(state, subject="plan:99", address="10.9.9.9", at=AT + timedelta(minutes=10)) == 50 * 60
    asked(subject="plan:99", mobile="+919810455422", at=AT + timedelta(minutes=10))
    asked(subject="plan:99", at=AT + HOUR, session="staff:9@9")


def test_ten_codes_a_day_for_a_mobile(state):
    some(10, mobile="+919810455421", step=timedelta(minutes=20))
    assert limited(state, subject="plan:99", at=AT + timedelta(hours=5)) == 19 * 3600
    asked(subject="plan:99", at=AT + DAY)


def test_sixty_codes_an_hour_from_an_address(state):
    some(60, address="203.0.113.7")
    assert limited(state, subject="plan:99", at=AT + timedelta(minutes=30)) == 30 * 60
    asked(subject="plan:99", address="203.0.113.8", at=AT + timedelta(minutes=30))


def test_so_many_codes_an_hour_in_all(state, settings):
    settings.OTP_PER_HOUR = 7
    some(7)
    assert limited(state, subject="plan:99", at=AT + timedelta(minutes=30)) == 30 * 60
    asked(subject="plan:99", at=AT + HOUR)


def test_the_longest_wait_is_told(state, settings):
    settings.OTP_PER_HOUR = 1
    asked()
    assert limited(state, at=AT + timedelta(seconds=10)) == 3590
