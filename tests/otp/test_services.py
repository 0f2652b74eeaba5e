"""Asking, comparing, using up: what passes, what is refused, and that a refusal changes nothing but the counted try."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories.plans import AT
from tests.otp.conftest import MOBILE, PLACE, asked, wrong
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message
from upgrade_program.otp.codes import code_of
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import check, code_for, consume, forget_old

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(seconds=40)


def used(at=AT, **place):
    with transaction.atomic():
        consume(**(PLACE | place), at=at)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    assert (no.value.status, no.value.field) == (403, "otp")
    return no.value


def given(code, *, at=AT, **place):
    check(**(PLACE | place), code=code, at=at)


def test_a_code_is_queued_for_the_customer_and_stands_nowhere():
    challenge = asked()
    message = Message.objects.get()
    assert (message.template, message.channel, message.address, message.urgent) == ("otp.code", "sms", MOBILE, True)
    assert message.slots == {"act": "Cancel the plan", "amount": "₹549 back", "plan": "7K3M-9QPX-2TC", "minutes": "5"}
    assert message.secret == f"otp:{challenge.pk}"
    code = code_of(challenge.pk)
    rows = [*Challenge.objects.values_list("purpose", "subject", "session", "mobile", "address"), *Message.objects.values_list("slots")]
    assert code not in re.sub(r"\b[0-9a-f]{64}\b", "digest", json.dumps(rows))  # which may hold any six digits by chance
    assert MOBILE not in json.dumps(list(Challenge.objects.values()), default=str)
    assert code_for(str(challenge.pk), at=AT) == {"code": code}


def test_the_right_code_passes_again_and_again_and_is_used_once():
    challenge = asked()
    code = code_of(challenge.pk)
    given(code)
    given(f" {code[:3]} {code[3:]} ")
    used(at=AT + timedelta(minutes=4, seconds=59))
    challenge.refresh_from_db()
    assert (challenge.tries, challenge.passed_at, challenge.used_at) == (0, AT, AT + timedelta(minutes=4, seconds=59))
    given(code)  # a request that comes second still reaches its act, which decides
    assert refused(used).code == "otp_expired"


def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late():
    challenge = asked()
    for step in range(1, 6):
        assert refused(given, wrong(challenge, step)).code == "otp_wrong"
        challenge.refresh_from_db()
        assert (challenge.tries, challenge.passed_at) == (step, None)
    assert refused(given, code_of(challenge.pk)).code == "otp_expired"
    assert refused(used).code == "otp_expired"
    assert code_for(str(challenge.pk), at=AT) is None
    challenge.refresh_from_db()
    assert (challenge.tries, challenge.passed_at, challenge.used_at) == (5, None, None)


def test_five_wrong_codes_after_the_right_one_end_it_too():
    challenge = asked()
    given(code_of(challenge.pk))
    for step in range(1, 6):
        refused(given, wrong(challenge, step))
    assert refused(used).code == "otp_expired"


@pytest.mark.parametrize("code", ["", "   ", "12345", "1234567", "12345a", "१२३४५६", "12\x003456", "\ud800"])
def test_what_cannot_be_a_guess_is_refused_and_not_counted(code, state):
    asked()
    before = state()
    assert refused(given, code).code == "otp_wrong"
    assert state() == before


def test_a_code_ends_after_five_minutes(state):
    challenge = asked()
    code, end = code_of(challenge.pk), challenge.expires_at
    assert end == AT + timedelta(minutes=5)
    given(code, at=end - timedelta(microseconds=1))
    before = state()
    assert refused(given, code, at=end).code == "otp_expired"
    assert refused(used, at=end).code == "otp_expired"
    assert code_for(str(challenge.pk), at=end) is None
    assert state() == before


@pytest.mark.parametrize(
    "other", [{"purpose": "plan.transfer"}, {"subject": "plan:18"}, {"session": "staff:4@2"}, {"session": "staff:5@1"}]
)
def test_a_code_is_good_for_its_purpose_subject_and_session_only(other, state):
    code = code_of(asked().pk)
    before = state()
    assert refused(given, code, **other).code == "otp_expired"
    assert refused(used, **other).code == "otp_wrong"
    assert state() == before
    given(code)
    before = state()
    assert refused(used, **other).code == "otp_wrong"
    assert state() == before


def test_without_the_right_code_nothing_is_used(state):
    assert refused(used).code == "otp_wrong"
    challenge = asked()
    assert refused(used).code == "otp_wrong"
    refused(given, wrong(challenge))
    before = state()
    assert refused(used).code == "otp_wrong"
    assert state() == before


def test_a_new_code_replaces_the_old_one():
    old, new = asked(), asked(at=LATER)
    assert code_for(str(old.pk), at=LATER) is None
    if code_of(old.pk) != code_of(new.pk):
        assert refused(given, code_of(old.pk), at=LATER).code == "otp_wrong"
    given(code_of(new.pk), at=LATER)
    used(at=LATER)
    assert list(Challenge.objects.order_by("created_at").values_list("superseded", "used_at")) == [(True, None), (False, LATER)]


def test_the_right_code_given_before_a_new_one_was_asked_for_is_worth_nothing():
    given(code_of(asked().pk))
    asked(at=LATER)
    assert refused(used, at=LATER).code == "otp_wrong"


def test_after_a_use_a_new_code_can_be_asked_for_and_is_the_one_that_counts():
    first = asked()
    given(code_of(first.pk))
    used()
    second = asked(at=LATER)
    given(code_of(second.pk), at=LATER)
    used(at=LATER)
    assert Challenge.objects.filter(used_at__isnull=False).count() == 2


def test_an_act_that_is_undone_gives_its_code_back():
    given(code_of(asked().pk))
    with transaction.atomic():
        consume(**PLACE, at=AT)
        transaction.set_rollback(True)
    used()


def test_the_page_is_told_of_the_code_that_counts():
    assert waiting(**PLACE, at=AT) is None
    challenge = asked()
    assert waiting(**PLACE, at=AT) == challenge
    assert challenge.resend_at == AT + timedelta(seconds=30)
    assert waiting(**PLACE, at=challenge.expires_at) is None
    given(code_of(challenge.pk))
    used()
    assert waiting(**PLACE, at=AT) is None


def test_a_message_of_a_challenge_that_is_gone_has_no_code():
    assert code_for("5f2b8c1e-7a43-4d0b-9c11-0123456789ab", at=AT) is None


def test_old_challenges_are_forgotten_after_the_limits_have_done_with_them():
    old = [asked(at=AT + timedelta(minutes=n), subject=f"plan:{n}", mobile=f"+91981045542{n}") for n in range(3)]
    assert forget_old(at=AT + timedelta(days=2)) == 0
    assert forget_old(at=AT + timedelta(days=2, seconds=90), chunk=1) == 2
    assert list(Challenge.objects.all()) == old[2:]
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_try_is_counted_outside_every_act_and_a_use_inside_one(transactional_db):
    challenge = asked()
    with pytest.raises(RuntimeError), transaction.atomic():
        given(wrong(challenge))
    with pytest.raises(RuntimeError):
        consume(**PLACE, at=AT)
    refused(given, wrong(challenge))
    challenge.refresh_from_db()
    assert challenge.tries == 1
